import { inspect, isDeepStrictEqual } from "node:util";
import { type TableSnapshotOptions, tableSnapshot } from "../snapshots/table-snapshot.ts";
import type { MatchResult } from "./row-matchers.ts";

/**
 * Whether the snapshot of a table is the expected one: every field of every row, in the order of `tableSnapshot`.
 *
 * @param received a model
 * @param expected the rows, with names for what is generated
 * @param options fields to leave out, and generated fields to show
 * @returns what was found
 */
export async function toMatchTable(
  received: unknown,
  expected: readonly object[],
  options?: TableSnapshotOptions,
): Promise<MatchResult> {
  // What is no model is refused by the snapshot.
  const actual = await tableSnapshot(received as Parameters<typeof tableSnapshot>[0], options);
  const pass = isDeepStrictEqual(actual, expected);
  const show = (value: unknown): string => inspect(value, { depth: 8 });
  return {
    pass,
    actual,
    expected,
    message: () =>
      pass
        ? `expected the table not to be ${show(expected)}`
        : `the table is another one:\nexpected ${show(expected)}\nreceived ${show(actual)}`,
  };
}
