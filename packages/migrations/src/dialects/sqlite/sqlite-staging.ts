import { mkdir, readdir, rm, stat } from "node:fs/promises";
import { tmpdir, userInfo } from "node:os";
import { join, resolve } from "node:path";
import { isDataFlowError } from "@dataflow/core";
import { type Connection, connect } from "@dataflow/database";
import type { EnvironmentRecord } from "../../history/environment-record.ts";
import type { EnvironmentHold, PlaceRequest, PlaceState, StagingDialect } from "../staging-dialect.ts";
import { openSideFile, SideFileLock } from "./hold-file.ts";

/** How databases for staging are made on SQLite: files in a folder of the user's own, each with a table that says whose it is. */
export const sqliteStaging: StagingDialect = Object.freeze({
  removesOpen: false,
  newPlace,
  describe: (_home, place) => Object.freeze({ dialect: "sqlite", file: place } as const),
  tryHold,
  create,
  inspect,
  async remove(_home, place) {
    for (const suffix of ["", "-wal", "-shm", "-journal", ".migrate-lock", ".migrate-lock-journal"])
      await rm(place + suffix, { force: true });
  },
  async bytes(staging) {
    const { rows } = await staging.query(
      "SELECT (SELECT page_count FROM pragma_page_count) * (SELECT page_size FROM pragma_page_size) AS bytes",
    );
    return Number(rows[0]?.bytes);
  },
  memoryBytes: async () => undefined,
  pageBytes,
  async capBytes(staging, bytes) {
    const pages = Math.max(1, Math.ceil(bytes / (await pageBytes(staging))));
    await staging.run(`PRAGMA max_page_count = ${pages}`);
    return true;
  },
  strays,
} satisfies StagingDialect);

async function pageBytes(connection: Connection): Promise<number> {
  const { rows } = await connection.query("SELECT page_size AS bytes FROM pragma_page_size");
  return Number(rows[0]?.bytes);
}

const PREFIX = "dataflow-staging-";
/** Begins like the bookkeeping, so no catalog holds it. */
const MARK_TABLE = "_dataflow_staging_mark";
const OWNER = ".owner";

async function newPlace({ id, name, directory }: PlaceRequest): Promise<string> {
  const folder = folderOf(directory);
  // Rows of production: nobody else may look into it.
  await mkdir(folder, { recursive: true, mode: 0o700 });
  const readable = name.toLowerCase().replaceAll(/[^a-z0-9]+/g, "-");
  return join(folder, `${PREFIX}${readable.slice(0, 30)}-${id}.db`);
}

function folderOf(directory: string | undefined): string {
  return directory === undefined ? join(tmpdir(), `dataflow-staging-${userInfo().username}`) : resolve(directory);
}

/** A file beside that is locked: the operating system gives the lock back when the process dies. */
async function tryHold(_home: Connection, { place }: EnvironmentRecord): Promise<EnvironmentHold | undefined> {
  const side = openSideFile(place + OWNER);
  const lock = new SideFileLock(side);
  if (!(await lock.tryAcquire())) {
    await side.close();
    return undefined;
  }
  return {
    release: async () => {
      await lock.release();
      await side.close();
      for (const suffix of ["", "-wal", "-shm"]) await rm(place + OWNER + suffix, { force: true });
    },
  };
}

async function create(home: Connection, { id, name, place }: EnvironmentRecord): Promise<void> {
  const file = connect({ dialect: "sqlite", file: place });
  try {
    await file.run(`CREATE TABLE ${MARK_TABLE} (id TEXT NOT NULL, name TEXT NOT NULL, source TEXT NOT NULL)`);
    await file.query(`INSERT INTO ${MARK_TABLE} VALUES (?, ?, ?)`, [id, name, home.target]);
  } finally {
    await file.close();
  }
}

async function inspect(_home: Connection, { id, place }: EnvironmentRecord): Promise<PlaceState> {
  try {
    if ((await stat(place)).size === 0) return "empty";
  } catch {
    return "absent";
  }
  return (await readMark(place))?.id === id ? "marked" : "foreign";
}

type Mark = Pick<EnvironmentRecord, "id" | "name">;

async function readMark(place: string): Promise<Mark | undefined> {
  const file = connect({ dialect: "sqlite", file: place, mode: "ro" });
  try {
    const { rows } = await file.query(`SELECT id, name FROM ${MARK_TABLE}`);
    const [row] = rows;
    return row && { id: String(row.id), name: String(row.name) };
  } catch (error) {
    if (isDataFlowError(error)) return undefined;
    throw error;
  } finally {
    await file.close();
  }
}

/**
 * The account of a database in memory is gone with its process, and that of a file with the file; the copies know by
 * themselves what they are. Whatever they are copies of: without an owner nobody has any use for them.
 */
async function strays(_home: Connection, directory: string | undefined): Promise<readonly EnvironmentRecord[]> {
  const folder = folderOf(directory);
  const files = await readdir(folder).catch(() => []);
  const found: EnvironmentRecord[] = [];
  for (const file of files.filter((name) => name.startsWith(PREFIX) && name.endsWith(".db"))) {
    const place = join(folder, file);
    const mark = await readMark(place);
    if (mark !== undefined) found.push({ id: mark.id, name: mark.name, place });
  }
  return found;
}
