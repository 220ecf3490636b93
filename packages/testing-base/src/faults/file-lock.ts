import { spawn } from "node:child_process";
import { once } from "node:events";
import { createRequire } from "node:module";

/** What somebody else does with a file. */
export interface FileLockOptions {
  /** `"write"`: others may read, the default. `"everything"`: others may not even read, unless the file is in WAL mode. */
  readonly prevents?: "write" | "everything";
}

/** A lock that another process holds. */
export interface FileLock extends AsyncDisposable {
  readonly processId: number;
  /** Ends the transaction that holds the lock; it has changed nothing. */
  release(): Promise<void>;
  /** Ends the process without a word. */
  kill(): Promise<void>;
}

/** Holds the lock until it is told to let go, or whoever started it has gone. */
const HOLDER = `
const [driver, file, begin] = process.argv.slice(1);
const Database = require(driver);
const database = new Database(file, { timeout: 10000 });
database.exec(begin);
process.on("disconnect", () => process.exit());
process.on("message", () => { database.exec("ROLLBACK"); database.close(); process.disconnect(); });
process.send("held");
`;

/**
 * Lets another process hold the lock of an SQLite file. Needs the package `better-sqlite3`.
 *
 * @param url the file: `sqlite:app.db`
 * @param options what the lock prevents
 * @returns the lock, held; the caller lets it go
 * @example
 * ```ts
 * import { holdFileLock } from "@dataflow/testing/faults";
 *
 * async function writesWhileBusy(url: string, write: () => Promise<void>) {
 *   await using lock = await holdFileLock(url);
 *   const writing = write(); // waits
 *   await lock.release();
 *   await writing;
 * }
 * ```
 */
export async function holdFileLock(url: string, { prevents = "write" }: FileLockOptions = {}): Promise<FileLock> {
  const driver = createRequire(import.meta.url).resolve("better-sqlite3");
  const begin = prevents === "write" ? "BEGIN IMMEDIATE" : "BEGIN EXCLUSIVE";
  const holder = spawn(process.execPath, ["-e", HOLDER, driver, fileOf(url), begin], {
    stdio: ["ignore", "inherit", "inherit", "ipc"],
  });
  const ended = once(holder, "exit");
  const [word] = await Promise.race([once(holder, "message"), ended]);
  if (word !== "held") throw new Error(`the process that should hold ${url} has ended with ${String(word)}`);
  const end = async (tell: () => unknown): Promise<void> => {
    if (holder.exitCode === null && holder.signalCode === null) tell();
    await ended;
  };
  let released: Promise<void> | undefined;
  // Told once: a process that is about to end can no longer be told anything.
  const release = () => (released ??= end(() => holder.connected && holder.send("release")));
  return Object.freeze({
    processId: holder.pid ?? 0,
    release,
    kill: () => end(() => holder.kill("SIGKILL")),
    [Symbol.asyncDispose]: release,
  });
}

/** The path in a URL: `sqlite:app.db`, `sqlite:///app.db`, `sqlite:////var/app.db`. */
function fileOf(url: string): string {
  const path = url.replace(/^sqlite:(\/\/\/?(?=\/|[^/]))?/, "").replace(/\?.*$/s, "");
  return decodeURIComponent(path);
}
