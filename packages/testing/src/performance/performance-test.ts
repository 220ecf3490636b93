import type { MaybePromise } from "@dataflow/core";
import type { Connection, StatementEvent } from "@dataflow/database";
import type { ModelMap } from "@dataflow/model";
import type { TestContext } from "../context/test-context.ts";
import { invalidFixtureOption, refuseUnknownOptions, type TestIsolation } from "../context/test-database-options.ts";
import { rowsRead } from "../dialects/rows-read.ts";
import { fixtureErrors } from "../errors/fixture-errors.ts";
import { forgetStatements } from "./forget-statements.ts";
import { type RepeatBudget, type Repeated, type RepeatOptions, repeatedWork } from "./repeated-work.ts";
import { sequentialScans } from "./sequential-scans.ts";
import type { RepeatedCall } from "./time-ratio.ts";

/** What a piece of work asked of the database. */
export interface Measured<Result> {
  readonly result: Result;
  readonly statements: readonly StatementEvent[];
  /** Rows that all statements together have given or changed. */
  readonly rowsGiven: number;
  /**
   * Rows that the server has read for it, those included that it did not give. Absent where that is not known: on SQLite,
   * and in a context with a copy of the database.
   */
  readonly rowsRead?: number;
  /** How often the work waited for an answer: statements, begins and ends of transactions, batches of streams. */
  readonly roundTrips: number;
}

/** The most that a piece of work may ask of the database. */
export interface PerformanceBudget {
  readonly statements?: number;
  /** Rows given or changed. */
  readonly rowsGiven?: number;
  /** Rows read, whether or not they were given; on PostgreSQL, in a context isolated by a savepoint. */
  readonly rowsRead?: number;
  /** Answers to wait for: one for a statement, two for a transaction or a savepoint, one for each batch of a stream. */
  readonly roundTrips?: number;
  /** The tables that may be read from the first row to the last; an empty list for none. Others fail the test. */
  readonly sequentialScans?: readonly string[];
}

/** Checks that do not depend on how fast the machine is. */
export interface PerformanceTest {
  /** Runs work and says what it asked of the database. */
  measure<Result>(work: () => MaybePromise<Result>): Promise<Measured<Result>>;
  /**
   * Runs work that may ask only so much.
   *
   * @returns what the work gave
   * @throws FIXTURE.OVER_BUDGET with the statements that were too many
   * @throws FIXTURE.ROWS_READ_UNKNOWN when the budget is about rows read, and nobody tells how many there were
   */
  within<Result>(budget: PerformanceBudget, work: () => MaybePromise<Result>): Promise<Result>;
  /**
   * Runs work many times and says what one call leaves in memory, and how many times as long as a baseline it takes. What
   * it asks of the database is not kept in `statements`.
   *
   * @param work told how often it was called before
   * @param options the baseline, and how many calls make a round
   */
  repeat(work: RepeatedCall, options?: RepeatOptions): Promise<Repeated>;
  /**
   * Runs work many times, of which each call may leave only so much in memory and take only so many times as long as a
   * baseline. What is above is measured again, so that a disturbance of the machine fails no test.
   *
   * @throws FIXTURE.OVER_BUDGET
   */
  withinRepeated(budget: RepeatBudget, work: RepeatedCall): Promise<void>;
}

const COUNTS = [
  "statements",
  "rowsGiven",
  "rowsRead",
  "roundTrips",
] as const satisfies readonly (keyof PerformanceBudget)[];

/**
 * Makes the performance checks of a test.
 *
 * @param context the test's context
 * @returns the checks
 * @example
 * ```ts
 * import { createTestContext, performanceTest, tddModels } from "@dataflow/testing";
 *
 * await using context = await createTestContext({ models: tddModels });
 * const { within } = performanceTest(context);
 * await within({ statements: 1, rowsGiven: 1 }, () => context.models.User.count());
 * ```
 */
export function performanceTest<Models extends ModelMap>(context: TestContext<Models>): PerformanceTest {
  const measure = async <Result>(work: () => MaybePromise<Result>): Promise<Measured<Result>> => {
    const readBefore = await rowsReadSoFar(context);
    const from = context.statements.length;
    const tripsBefore = context.roundTrips;
    const result = await work();
    const roundTrips = context.roundTrips - tripsBefore;
    const statements = context.statements.slice(from);
    const rowsGiven = statements.reduce((sum, { rowCount }) => sum + (rowCount ?? 0), 0);
    const read = readBefore === undefined ? undefined : await rowsReadSoFar(context);
    const counted = { result, statements, rowsGiven, roundTrips };
    return read === undefined || readBefore === undefined ? counted : { ...counted, rowsRead: read - readBefore };
  };
  const within = async <Result>(budget: PerformanceBudget, work: () => MaybePromise<Result>): Promise<Result> => {
    checkBudget(budget);
    const measured = await measure(work);
    if (budget.rowsRead !== undefined && measured.rowsRead === undefined) throw rowsReadUnknown(context.isolation);
    const problems = await problemsOf(measured, budget, context.db.connection);
    if (problems.length > 0) throw overBudgetError(problems, measured.statements);
    return measured.result;
  };
  return Object.freeze({ measure, within, ...repeatedWork(context) });
}

/** Asked beside the test, in whose list of statements it does not appear. A copy of a database has several connections. */
async function rowsReadSoFar<Models extends ModelMap>(context: TestContext<Models>): Promise<number | undefined> {
  const { connection } = context.db;
  if (context.isolation !== "savepoint") return undefined;
  return forgetStatements(context.statements)(() => rowsRead[connection.dialect](connection));
}

async function problemsOf(
  { statements, rowsGiven, rowsRead = 0, roundTrips }: Measured<unknown>,
  budget: PerformanceBudget,
  connection: Connection,
): Promise<readonly string[]> {
  const allowed = budget.sequentialScans;
  const scans = allowed === undefined ? [] : await sequentialScans(connection, statements);
  const tables = new Set(scans.map(({ table }) => table).filter((table) => !allowed?.includes(table)));
  return [
    overBudget("statements", statements.length, budget.statements),
    overBudget("rows given or changed", rowsGiven, budget.rowsGiven),
    overBudget("rows read", rowsRead, budget.rowsRead),
    overBudget("round trips", roundTrips, budget.roundTrips),
    ...[...tables].map((table) => `"${table}" is read from the first row to the last`),
  ].filter((problem) => problem !== undefined);
}

function checkBudget(budget: PerformanceBudget): void {
  refuseUnknownOptions(budget, [...COUNTS, "sequentialScans"], "a performance budget");
  for (const name of COUNTS) {
    const most = budget[name];
    if (most !== undefined && !(Number.isInteger(most) && most >= 0))
      throw invalidFixtureOption(name, "a whole number");
  }
}

function overBudget(what: string, count: number, most: number | undefined): string | undefined {
  return most === undefined || count <= most ? undefined : `${count} ${what}, and at most ${most} are allowed`;
}

function rowsReadUnknown(isolation: TestIsolation) {
  return fixtureErrors.create("ROWS_READ_UNKNOWN", {
    message: `Nobody tells how many rows were read in this context, which is isolated by "${isolation}"`,
    why: "a server counts them for the one transaction of a context with a savepoint; the driver of a file does not tell, and neither does a pool of connections",
    fix: 'use `sequentialScans` or `rowsGiven`, or run the test on a server with `isolation: "savepoint"`',
    meta: { isolation },
  });
}

function overBudgetError(problems: readonly string[], statements: readonly StatementEvent[]) {
  const texts = statements.map(({ text, rowCount }) => `${rowCount ?? "?"} rows: ${text}`);
  return fixtureErrors.create("OVER_BUDGET", {
    message: `The database was asked for more than the test allows: ${problems.join("; ")}`,
    why: ["these statements ran:", ...texts].join("\n"),
    fix: "ask for the rows together, add an index, or allow more",
    meta: { problems },
  });
}
