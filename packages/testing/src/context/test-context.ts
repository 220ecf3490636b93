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
  /** How often an answer was waited for since then; what isolates the test does not count. */
  readonly roundTrips: number;
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
  let roundTrips = 0;
  // What is done to get ready is not asked by the test.
  let isLent = false;
  const { db, giveBack } = await source.lend({
    onStatement: (event) => {
      if (isLent) statements.push(event);
    },
    onRoundTrip: () => {
      if (isLent) roundTrips += 1;
    },
  });
  isLent = true;
  let closing: Promise<void> | undefined;
  const close = (): Promise<void> => {
    closing ??= giveBack().finally(whenClosed);
    return closing;
  };
  return Object.freeze({
    db,
    models: db.models,
    ...prepared,
    statements,
    get roundTrips() {
      return roundTrips;
    },
    close,
    [Symbol.asyncDispose]: close,
  });
}
