import { execFile, spawn } from "node:child_process";
import { once } from "node:events";
import { chown, mkdir, mkdtemp, open, rm, stat } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { promisify } from "node:util";

const run = promisify(execFile);

const BLOCK = Buffer.alloc(64 * 1024);

/** A disk that can be full. */
export interface SmallDisk extends AsyncDisposable {
  /** A folder on it. */
  readonly folder: string;
  /** Takes the room that is left. */
  fill(): Promise<void>;
  /** Gives that room back. */
  free(): Promise<void>;
  /** Takes the disk away with all that is on it. */
  remove(): Promise<void>;
}

/** A disk to be made. */
export interface SmallDiskOptions {
  readonly megabytes: number;
  /** Whose the folder is: the owner of this other file or folder, of a server's data directory for example. */
  readonly sameOwnerAs?: string;
}

/**
 * Makes a small disk in memory. Only the superuser of a Linux machine can.
 *
 * @param options how large, and whose
 * @returns the disk, or undefined where none can be made
 * @example
 * ```ts
 * import { makeSmallDisk } from "@dataflow/testing/faults";
 *
 * await using disk = await makeSmallDisk({ megabytes: 2 });
 * if (disk !== undefined) {
 *   await disk.fill();
 *   // … writing into disk.folder fails …
 *   await disk.free();
 * }
 * ```
 */
export async function makeSmallDisk({ megabytes, sameOwnerAs }: SmallDiskOptions): Promise<SmallDisk | undefined> {
  const place = await mkdtemp(join(tmpdir(), "dataflow-disk-"));
  const remove = removerOf(place);
  try {
    await run("mount", ["-t", "tmpfs", "-o", `size=${megabytes}m,mode=755`, "tmpfs", place]);
  } catch {
    await remove();
    return undefined;
  }
  try {
    return await diskAt(place, sameOwnerAs, remove);
  } catch (error) {
    await remove();
    throw error;
  }
}

async function diskAt(place: string, sameOwnerAs: string | undefined, remove: () => Promise<void>): Promise<SmallDisk> {
  const folder = join(place, "folder");
  await mkdir(folder);
  if (sameOwnerAs !== undefined) {
    const { uid, gid } = await stat(sameOwnerAs);
    await chown(folder, uid, gid);
  }
  const ballast = join(place, "ballast");
  return Object.freeze({
    folder,
    fill: () => fill(ballast),
    free: () => rm(ballast, { force: true }),
    remove,
    [Symbol.asyncDispose]: remove,
  });
}

/** Ends when the pipe to it does, which we hold, however we end. Whoever has a file open on the disk keeps it, out of sight. */
const REMOVER = 'cat >/dev/null; umount -l "$1" 2>/dev/null; rm -rf "$1"';

/** Sees to it that a disk goes, also when this process is killed. */
function removerOf(place: string): () => Promise<void> {
  const remover = spawn("sh", ["-c", REMOVER, "sh", place], {
    cwd: "/",
    detached: true,
    stdio: ["pipe", "ignore", "ignore"],
  });
  const ended = once(remover, "close");
  // Nothing here may keep a finished test run alive.
  remover.unref();
  const { stdin } = remover;
  if ("unref" in stdin && typeof stdin.unref === "function") stdin.unref();
  return async () => {
    remover.ref();
    stdin.end();
    await ended;
  };
}

/** Writes until there is no room, ever smaller pieces at the end. */
async function fill(file: string): Promise<void> {
  const handle = await open(file, "a");
  try {
    for (let size = BLOCK.length; size > 0; ) {
      try {
        await handle.write(BLOCK, 0, size);
      } catch (problem) {
        if (!(problem instanceof Error) || !("code" in problem) || problem.code !== "ENOSPC") throw problem;
        size = size === 1 ? 0 : size >> 1;
      }
    }
  } finally {
    await handle.close();
  }
}

/** As much of a connection as is needed to limit its file. */
export interface FileConnection {
  query(text: string): Promise<{ readonly rows: readonly Readonly<Record<string, unknown>>[] }>;
}

/**
 * Leaves an SQLite database room for a few more pages only, as on a disk that is almost full: what goes beyond fails with
 * SQLITE_FULL, which is also what a real full disk gives. It holds for what this connection writes.
 *
 * @param connection a connection to the file, outside of a transaction
 * @param spare how many pages it may still grow by
 * @returns what lifts the limit
 * @example
 * ```ts
 * import { connect } from "@dataflow/database";
 * import { limitFile } from "@dataflow/testing/faults";
 *
 * const connection = connect("sqlite:app.db");
 * const lift = await limitFile(connection, 2);
 * // … writing much fails with DATABASE.DISK_FULL …
 * await lift();
 * ```
 */
export async function limitFile(connection: FileConnection, spare: number): Promise<() => Promise<void>> {
  const pragma = async (text: string): Promise<number> => {
    const { rows } = await connection.query(`PRAGMA ${text}`);
    return Number(Object.values(rows[0] ?? {})[0]);
  };
  const before = await pragma("max_page_count");
  await pragma(`max_page_count = ${(await pragma("page_count")) + spare}`);
  return async () => {
    await pragma(`max_page_count = ${before}`);
  };
}
