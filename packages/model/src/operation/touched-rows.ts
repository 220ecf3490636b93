/** The most keys that one audit record names; how many rows there were in all is said beside them. */
const MOST_KEYS = 1_000;

/** Which rows a write touched, and in which fields; never with values, but for those of keys. */
export interface TouchedRows {
  /** The keys as `recordId` takes them: of new rows in the order of the input, of stored ones in ascending order, statement by statement. */
  readonly keys: readonly unknown[];
  readonly rowCount: number;
  readonly fields: readonly string[];
}

/** What a write touched that found no row. */
export const NOTHING_TOUCHED: TouchedRows = Object.freeze({
  keys: Object.freeze([]),
  rowCount: 0,
  fields: Object.freeze([]),
});

/**
 * What two writes touched together. Keeps the first thousand keys, so that any number of rows takes little memory.
 *
 * @param first the earlier one
 * @param second the later one, absent when it touched nothing
 * @returns both
 */
export function joinTouched(first: TouchedRows, second: TouchedRows | undefined): TouchedRows {
  if (second === undefined) return first;
  return {
    keys: [...first.keys, ...second.keys.slice(0, MOST_KEYS - first.keys.length)],
    rowCount: first.rowCount + second.rowCount,
    fields: [...new Set([...first.fields, ...second.fields])],
  };
}
