/**
 * The lock of a file is a second file beside it, `<file>.migrate-lock`, whose only use is to be locked: whoever migrates
 * has a transaction open on it. The operating system gives the lock back when the process dies, and no clock and no file
 * that somebody has to remove are involved. The second file stays: removing it would let two processes lock two files of
 * the same name. A file has one writer, so every scope excludes every other here.
 */
import { isDataFlowError } from "@dataflow/core";
import { type Connection, connect } from "@dataflow/database";
import type { HoldRequest, LockHolder } from "../migration-dialect.ts";

/** Databases in memory belong to one connection of this program. */
const heldInMemory = new WeakSet<Connection>();

const BEGIN_TIMEOUT_MS = 1;
/** Short: many that open at once keep each other waiting, and the next attempt comes after a longer pause. */
const OPEN_TIMEOUT_MS = 10;

export async function holdFile<Result>(
  connection: Connection,
  request: HoldRequest,
  body: (holder: LockHolder) => Promise<Result>,
): Promise<Result> {
  const holder: LockHolder = { process: process.pid, since: "" };
  const run = (): Promise<Result> => (request.isPinned ? connection.session(() => body(holder)) : body(holder));
  const file = await lockFile(connection);
  return file === undefined ? holdMemory(connection, request, run) : holdSideFile(file, request, run);
}

async function holdMemory<Result>(
  connection: Connection,
  request: HoldRequest,
  run: () => Promise<Result>,
): Promise<Result> {
  await request.poll(async () => {
    if (heldInMemory.has(connection)) return false;
    heldInMemory.add(connection);
    return true;
  });
  try {
    return await run();
  } finally {
    heldInMemory.delete(connection);
  }
}

async function holdSideFile<Result>(file: string, request: HoldRequest, run: () => Promise<Result>): Promise<Result> {
  const side = openSideFile(file);
  try {
    const lock = new SideFileLock(side);
    await request.poll(() => lock.tryAcquire());
    try {
      return await run();
    } finally {
      await lock.release();
    }
  } finally {
    await side.close();
  }
}

/** Opens a file that is only there to be locked. */
export function openSideFile(file: string): Connection {
  const timeouts = { busyTimeoutMs: BEGIN_TIMEOUT_MS, connectTimeoutMs: OPEN_TIMEOUT_MS };
  return connect({ dialect: "sqlite", file }, timeouts);
}

/** A transaction that stays open. */
export class SideFileLock {
  readonly #side: Connection;
  #open: { readonly end: () => void; readonly ended: Promise<void> } | undefined;

  constructor(side: Connection) {
    this.#side = side;
  }

  async tryAcquire(): Promise<boolean> {
    let end = (): void => undefined;
    const asked = new Promise<void>((settle) => {
      end = settle;
    });
    return new Promise((resolve, reject) => {
      const transaction = this.#side.transaction(() => {
        resolve(true);
        return asked;
      });
      this.#open = { end, ended: transaction };
      transaction.catch((error) => (isBusy(error) ? resolve(false) : reject(error)));
    });
  }

  async release(): Promise<void> {
    this.#open?.end();
    await this.#open?.ended;
  }
}

function isBusy(error: unknown): boolean {
  return isDataFlowError(error) && error.code === "DATABASE.BUSY";
}

/** The file beside the database; undefined for one in memory. */
async function lockFile(connection: Connection): Promise<string | undefined> {
  const { rows } = await connection.query("SELECT file FROM pragma_database_list WHERE name = 'main'");
  const file = rows[0]?.file;
  return typeof file === "string" && file !== "" ? `${file}.migrate-lock` : undefined;
}

/** One holder at most, and it is alive exactly while the file beside is locked. */
export async function livingFileHolders(
  connection: Connection,
  holders: readonly LockHolder[],
): Promise<readonly LockHolder[]> {
  const file = await lockFile(connection);
  if (file === undefined) return heldInMemory.has(connection) ? holders : [];
  const side = openSideFile(file);
  try {
    const lock = new SideFileLock(side);
    if (!(await lock.tryAcquire())) return holders;
    await lock.release();
    return [];
  } finally {
    await side.close();
  }
}
