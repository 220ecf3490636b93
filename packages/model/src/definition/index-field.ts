/** A field of an index with its direction. */
export interface ParsedIndexField {
  readonly field: string;
  readonly direction: "asc" | "desc";
}

/**
 * Reads a field of an index as users write it.
 *
 * @param written `"status"`, or `"-createdAt"` for descending order
 */
export function parseIndexField(written: string): ParsedIndexField {
  return written.startsWith("-")
    ? { field: written.slice(1), direction: "desc" }
    : { field: written, direction: "asc" };
}
