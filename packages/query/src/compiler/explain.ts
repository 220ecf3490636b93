import { type DialectName, isDataFlowError } from "@dataflow/core";
import { COMPILERS } from "../dialects/compilers.ts";
import type { SqlParameter } from "../statement/compiled-statement.ts";
import type { Statement } from "../statement/statement.ts";

/** A statement as one dialect says it, or why it cannot. */
export type Explanation =
  | { readonly text: string; readonly parameters: readonly SqlParameter[] }
  | { readonly problem: string };

/**
 * Shows what a statement becomes on every database, side by side.
 *
 * @param statement the statement
 * @returns its SQL and parameters by dialect
 * @example
 * ```ts
 * import { everything, explain, type QueryTable } from "@dataflow/query";
 *
 * function show(users: QueryTable): void {
 *   console.table(explain({ kind: "count", table: users, where: everything() }));
 * }
 * ```
 */
export function explain(statement: Statement): Readonly<Record<DialectName, Explanation>> {
  const entries = Object.entries(COMPILERS).map(([name, compiler]) => [
    name,
    explainOne(() => compiler.compile(statement)),
  ]);
  // Object.entries widens the names of the dialects to strings.
  return Object.freeze(Object.fromEntries(entries)) as Readonly<Record<DialectName, Explanation>>;
}

function explainOne(compile: () => ReturnType<(typeof COMPILERS)[DialectName]["compile"]>): Explanation {
  try {
    const { plan, parameters } = compile();
    return Object.freeze({ text: plan.text, parameters });
  } catch (error) {
    if (isDataFlowError(error)) return Object.freeze({ problem: error.message });
    throw error;
  }
}
