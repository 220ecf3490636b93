import type { Connection } from "@dataflow/database";
import { DataFlow, type ModelMap } from "@dataflow/model";

/** What a suite needs of a test runner: vitest, Node's own, jest, mocha. */
export interface SuiteRunner {
  describe(name: string, body: () => void): unknown;
  it(name: string, body: () => Promise<void>): unknown;
}

/** A driver, or a dialect, that is held to the suites. */
export interface SuiteTarget {
  readonly name: string;
  /** Connects to a new empty database. The suite closes the connection; who made the database removes it. */
  open(): Promise<Connection>;
}

/** How much the suites with generated input try. */
export interface SuiteOptions {
  /** The same seed generates the same input. Default: `DATAFLOW_TEST_SEED`, else another one each time; a failure says it. */
  readonly seed?: number;
  /** How many inputs are tried. Default 100. */
  readonly runs?: number;
}

const DEFAULT_RUNS = 100;

/**
 * What fast-check is told.
 *
 * @param options the seed and the runs
 * @returns the parameters of a property
 */
export function suiteParameters({ seed, runs = DEFAULT_RUNS }: SuiteOptions) {
  const asked =
    seed ?? (process.env.DATAFLOW_TEST_SEED === undefined ? undefined : Number(process.env.DATAFLOW_TEST_SEED));
  return { numRuns: runs, endOnFailure: true, ...(asked === undefined ? {} : { seed: asked }) } as const;
}

/**
 * Runs work on a DataFlow of a new database.
 *
 * @param target where
 * @param models its models
 * @param work what is done
 */
export async function withDataFlow<const Models extends ModelMap>(
  target: SuiteTarget,
  models: Models,
  work: (db: DataFlow<Models>) => Promise<void>,
): Promise<void> {
  const connection = await target.open();
  const db = new DataFlow<Models>(undefined, { connection, models, tddMode: false });
  try {
    await db.initialize();
    await work(db);
  } finally {
    await db.close();
  }
}

/**
 * Runs work on a connection to a new database that has a table `notes`, with `id` and `text`, both required, and unique.
 *
 * @param target where
 * @param work what is done
 */
export async function withNotes(target: SuiteTarget, work: (connection: Connection) => Promise<void>): Promise<void> {
  const connection = await target.open();
  try {
    await connection.run("CREATE TABLE notes (id INTEGER PRIMARY KEY, text VARCHAR(20) NOT NULL UNIQUE)");
    await work(connection);
  } finally {
    await connection.close();
  }
}

/** Stores a note. */
export function addNote(connection: Connection, id: number): Promise<unknown> {
  return connection.run(`INSERT INTO notes (id, text) VALUES (${id}, 'note ${id}')`);
}

/** The ids of all notes, in order. */
export async function noteIds(connection: Connection): Promise<readonly number[]> {
  const { rows } = await connection.query("SELECT id FROM notes ORDER BY id");
  return rows.map(({ id }) => Number(id));
}
