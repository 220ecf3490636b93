import type { KeyRange, KeyRangeForm } from "../query-dialect.ts";
import type { PostgresCodec } from "./codecs/codec.ts";

/** For fewer rows it takes longer to plan the statement for them than to find them one by one. */
const LEAST_ROWS = 500;

/** How many places there may be for each key: the others are read in vain. */
const PLACES_PER_KEY = 8;

function find(rows: readonly (readonly unknown[])[]): KeyRange | undefined {
  const first = rows[0]?.[0];
  if (rows.length < LEAST_ROWS || !isWhole(first)) return undefined;
  let [least, greatest] = [first, first];
  for (const [key] of rows) {
    if (!isWhole(key)) return undefined;
    if (key < least) least = key;
    else if (key > greatest) greatest = key;
  }
  const isDense = Number(greatest) - Number(least) < rows.length * PLACES_PER_KEY;
  return isDense ? { least, greatest } : undefined;
}

function isWhole(value: unknown): value is number | bigint {
  return typeof value === "bigint" || Number.isInteger(value);
}

/**
 * Rows whose keys lie close together are read in one go along the index and joined by a hash, a tenth of the server's work
 * less than one search for each. The values are in queries of their own, so that the server does not guess from old statistics
 * how many rows lie between them: where it takes them for none, it would go through the whole batch for each row.
 */
export const postgresKeyRanges: KeyRangeForm<PostgresCodec> = {
  find,
  print: ({ sql, codec: { sqlType } }, place) =>
    `${sql} >= (SELECT ${place()}::${sqlType}) AND ${sql} <= (SELECT ${place()}::${sqlType})`,
};
