/** One key of an order. Nulls are always placed explicitly, so that both databases agree. */
export interface SortNode {
  readonly kind: "sort";
  readonly field: string;
  readonly direction: "asc" | "desc";
  /** Ascending puts nulls first and descending last, as MongoDB does, unless said otherwise. */
  readonly nulls: "first" | "last";
}
