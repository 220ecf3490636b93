import type { StatementEvent } from "@dataflow/database";

/**
 * Makes what leaves no trace in the list of a test's statements: there it would look like something that the test asked,
 * or like memory that it keeps.
 *
 * @param statements the list of the context
 * @returns runs work and forgets its statements
 */
export function forgetStatements(statements: readonly StatementEvent[]) {
  return async <Result>(work: () => Promise<Result>): Promise<Result> => {
    const from = statements.length;
    try {
      return await work();
    } finally {
      (statements as StatementEvent[]).length = from; // the context's own list, which only readers see as readonly
    }
  };
}
