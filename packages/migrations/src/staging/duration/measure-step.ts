import type { Connection } from "@dataflow/database";
import type { ObjectId } from "../../catalog/object-id.ts";
import { dataDialect } from "../../dialects/data-dialects.ts";
import { migrationDialect } from "../../dialects/migration-dialects.ts";
import { quoteTable } from "../../dialects/sql-text.ts";
import { stagingDialect } from "../../dialects/staging-dialects.ts";
import { tableKey, tableOfPath } from "../../diff/table-name.ts";
import { checkOptionNames } from "../../errors/option-names.ts";
import { readCatalog } from "../../introspect/read-catalog.ts";
import type { PlanStep } from "../../plan/migration-plan.ts";
import { touchedTables } from "../touched-tables.ts";
import { median, undone } from "../workload.ts";

/** How a step is measured. */
export interface MeasureStepOptions {
  /** `"nonTransactional"`: the server refuses it in a transaction, so it is done once and stays. Default `"transactional"`. */
  readonly mode?: "transactional" | "nonTransactional";
}

/** What a step took on a database of a known size. */
export interface StepMeasurement {
  readonly step: string;
  /** The middle of some runs; of one run when it cannot be taken back. */
  readonly durationMs: number;
  /** Between the shortest and the longest run: what the clock and the neighbours do. */
  readonly spreadMs: number;
  readonly runs: number;
  /** The size of the tables that it changes or locks, with their indexes. */
  readonly bytes: number;
  readonly pages: number;
  /** The rows of these tables, when they were counted. */
  readonly rows?: number;
}

const RUNS = 3;

/** The size of what a step works on. */
export interface StepSize {
  readonly tables: readonly ObjectId[];
  readonly bytes: number;
  readonly pages: number;
}

/**
 * Runs a step and takes it back, some times.
 *
 * @param connection a database that is there to try things on
 * @param step a step of a plan
 * @param options whether it can be taken back
 * @returns what it took
 * @throws DATABASE.* when it cannot be run
 */
export async function measureStep(
  connection: Connection,
  step: PlanStep,
  options: MeasureStepOptions = {},
): Promise<StepMeasurement> {
  checkOptionNames("measureStep", options, ["mode"] satisfies (keyof MeasureStepOptions)[]);
  const { bytes, pages } = await stepSize(connection, step);
  const dialect = migrationDialect(connection.dialect);
  const statements = statementsOf(step);
  const isKept = options.mode === "nonTransactional";
  const times: number[] = [];
  await connection.session(async () => {
    await dialect.prepareSegment(connection, isKept ? "nonTransactional" : "transactional", statements);
    if (isKept) return void times.push(await timed(() => runAll(connection, statements)));
    for (let run = 0; run < RUNS; run += 1)
      await undone(connection, () =>
        dialect.guardRows(connection, statements, async () => {
          times.push(await timed(() => runAll(connection, statements)));
        }),
      );
  });
  const spreadMs = Math.max(...times) - Math.min(...times);
  return Object.freeze({ step: step.id, durationMs: median(times), spreadMs, runs: times.length, bytes, pages });
}

/**
 * Runs a step and leaves what it did: the steps after it are measured on that.
 *
 * @param connection a database that is there to try things on
 * @param step a step that runs in a transaction
 * @throws DATABASE.* when it cannot be run
 */
export async function takeStep(connection: Connection, step: PlanStep): Promise<void> {
  const statements = statementsOf(step);
  await connection.session(async () => {
    await migrationDialect(connection.dialect).prepareSegment(connection, "transactional", statements);
    await connection.transaction(() => runAll(connection, statements));
  });
}

/**
 * How large the tables are that a step works on.
 *
 * @param connection any database with the schema from before the step
 * @param step the step
 * @returns the sizes, as the database itself says
 */
export async function stepSize(connection: Connection, step: PlanStep): Promise<StepSize> {
  const catalog = await readCatalog(connection);
  const tables = touchedTables(catalog, [step]);
  const names = new Set(
    catalog.objects.flatMap(({ id, path }) => (tables.includes(id) ? [tableKey(tableOfPath(path))] : [])),
  );
  const sizes = await dataDialect(connection.dialect).tableSizes(connection);
  const bytes = sizes.reduce((sum, size) => (names.has(tableKey(size.table)) ? sum + size.bytes : sum), 0);
  return { tables, bytes, pages: Math.ceil(bytes / (await stagingDialect(connection.dialect).pageBytes(connection))) };
}

/** Rows that a step fills batch by batch are filled at once here: it cannot take longer in all. */
function statementsOf({ statements, backfill }: PlanStep): readonly string[] {
  if (backfill === undefined) return statements;
  const pending = backfill.pending === undefined ? "" : ` WHERE ${backfill.pending}`;
  return [...statements, `UPDATE ${quoteTable(backfill.table)} SET ${backfill.set}${pending}`];
}

async function runAll(connection: Connection, statements: readonly string[]): Promise<void> {
  for (const sql of statements) await connection.run(sql);
}

async function timed(work: () => Promise<void>): Promise<number> {
  const startedAt = performance.now();
  await work();
  return performance.now() - startedAt;
}
