/** What is computed over the rows of a group. */
export type AggregateFunction =
  | "count"
  | "countDistinct"
  | "sum"
  | "avg"
  | "min"
  | "max"
  | "stdDevPop"
  | "stdDevSamp"
  | "first"
  | "last"
  | "push"
  | "addToSet";

/**
 * One computed output. Nulls are left out of everything but `count` of rows, and of `first`, `last`, `push` and `addToSet`,
 * which give values as they are stored.
 */
export interface AggregateNode {
  readonly kind: "aggregate";
  /** The output's name. */
  readonly name: string;
  readonly function: AggregateFunction;
  /** The field it is computed over; absent only for `count`, which then counts rows, and beside `document`. */
  readonly field?: string;
  /** Only of `push`: the documents that it collects, by their fields. */
  readonly document?: readonly DocumentField[];
}

/** A field of a document that is made of a row. */
export interface DocumentField {
  readonly name: string;
  /** The row's field. */
  readonly field: string;
}

/** How much of a point in time a group key keeps: `"2001"`, `"2001-01"`, `"2001-01-14"`, in UTC. */
export type DateBucket = "year" | "month" | "day";

/** One key that rows are grouped by: a field's value, or the part of it that a bucket keeps. */
export interface GroupKeyNode {
  readonly kind: "groupKey";
  /** The output's name; the field's own unless a bucket was named. */
  readonly name: string;
  readonly field: string;
  readonly bucket?: DateBucket;
}
