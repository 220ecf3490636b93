import { expect } from "vitest";
import { rowMatchers } from "./matchers/row-matchers.ts";
import type { TableSnapshotOptions } from "./snapshots/table-snapshot.ts";

expect.extend(rowMatchers);

declare module "vitest" {
  interface Matchers<T> {
    /** The row has these values; fields that are not mentioned do not matter. */
    toMatchRow(expected: object): T;
    /** The model's table holds exactly these rows, in any order. To be awaited. */
    toHaveRows(expected: readonly object[], filter?: object): Promise<T>;
    /** The model's table is exactly this, in the order and with the names of `tableSnapshot`. To be awaited. */
    toMatchTable(expected: readonly object[], options?: TableSnapshotOptions): Promise<T>;
    /** The promise, or the call, violates a constraint. To be awaited. */
    toViolate(constraint: "unique" | "foreignKey" | "notNull" | "check", fields?: readonly string[]): Promise<T>;
  }
}

export { type TddFixtures, tddTest, test } from "./runners/vitest-test.ts";
export { expect };
