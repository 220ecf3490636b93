import type { StatementEvent } from "@dataflow/database";
import type { BoundModels, DataFlow, ModelMap } from "@dataflow/model";
import type { FixtureRows } from "../fixtures/fixture-rows.ts";
import type { DatabaseSource } from "./database-source.ts";
import type { TestIsolation } from "./test-database-options.ts";

/** What one test needs. Nothing that is done with it is left when it is closed. */
export interface TestContext<Models extends ModelMap = ModelMap> extends AsyncDisposable {
  /** Everything of it runs in the test: nodes, methods, workflows, SQL, drizzle, transactions. */
  readonly db: DataFlow<Models>;
  /** The models of the test database, bound to `db`. */
  readonly models: BoundModels<Models>;
  /** The rows of the option `fixtures`, by their names. */
  readonly fixtures: FixtureRows;
  readonly isolation: TestIsolation;
  /** What was asked of the database since the context was made, in order; never with values. */
  readonly statements: readonly StatementEvent[];
  /** Undoes everything. A second call does nothing. */
  close(): Promise<void>;
}

/**
 * Makes a context from what a source lends.
 *
 * @param source where the DataFlow comes from
 * @param prepared what is the same for all tests of the database
 * @param whenClosed told when the context is closed
 * @returns the context
 */
export async function openTestContext<Models extends ModelMap>(
  source: DatabaseSource<Models>,
  prepared: Pick<TestContext, "fixtures" | "isolation">,
  whenClosed: () => void,
): Promise<TestContext<Models>> {
  const statements: StatementEvent[] = [];
  const { db, giveBack } = await source.lend({ onStatement: (event) => statements.push(event) });
  let closing: Promise<void> | undefined;
  const close = (): Promise<void> => {
    closing ??= giveBack().finally(whenClosed);
    return closing;
  };
  return Object.freeze({ db, models: db.models, ...prepared, statements, close, [Symbol.asyncDispose]: close });
}
