import { AssertionError } from "node:assert";
import { type MatchResult, type RowMatchers, rowMatchers } from "./row-matchers.ts";

/** A matcher as a test calls it: what it received is said already. */
type Bound<Matcher> = Matcher extends (received: unknown, ...rest: infer Rest) => infer Result
  ? (...rest: Rest) => Result extends Promise<unknown> ? Promise<void> : void
  : never;

/** The matchers of rows about one value. */
export type RowExpectation = { readonly [Name in keyof RowMatchers]: Bound<RowMatchers[Name]> };

/**
 * The matchers of rows for Node's own runner, and wherever there is no `expect`.
 *
 * @param received a row, a model, or a call
 * @returns the matchers, and below `not` their opposites
 * @throws AssertionError when the matcher does not hold
 * @example
 * ```ts
 * import { expect, test } from "@dataflow/testing/node";
 *
 * test("creates a user", async ({ tddModels: { User } }) => {
 *   const row = { name: "Ann", email: "a@example.com" };
 *   expect(await User.create(row)).toMatchRow({ name: "Ann" });
 *   await expect(() => User.create(row)).toViolate("unique", ["email"]);
 *   await expect(User).not.toHaveRows([]);
 * });
 * ```
 */
export function expect(received: unknown): RowExpectation & { readonly not: RowExpectation } {
  return Object.freeze({ ...expectation(received, true), not: expectation(received, false) });
}

function expectation(received: unknown, isWanted: boolean): RowExpectation {
  const check = (result: MatchResult): void => {
    if (result.pass === isWanted) return;
    const { actual, expected } = result;
    throw new AssertionError({ message: result.message(), actual, expected, stackStartFn: check });
  };
  const { toMatchRow, toHaveRows, toMatchTable, toViolate } = rowMatchers;
  return Object.freeze({
    toMatchRow: (row) => check(toMatchRow(received, row)),
    toHaveRows: async (rows, filter) => check(await toHaveRows(received, rows, filter)),
    toMatchTable: async (rows, options) => check(await toMatchTable(received, rows, options)),
    toViolate: async (constraint, fields) => check(await toViolate(received, constraint, fields)),
  });
}
