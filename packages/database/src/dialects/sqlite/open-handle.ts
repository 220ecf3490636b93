import path from "node:path";
import type { ResolvedConnectOptions } from "../../connection/connect-options.ts";
import { driverMissing, loadDriver } from "../../errors/driver-missing.ts";
import { textField } from "../../errors/error-fields.ts";
import type { FileDatabaseDescription } from "../../url/database-description.ts";
import { MEMORY_FILE } from "./parse-sqlite-url.ts";
import { SqliteHandle } from "./sqlite-handle.ts";

type DriverModule = typeof import("better-sqlite3");

/**
 * How long the database itself waits for a lock, blocking the whole program. Only long enough to bridge a commit of
 * another process; longer waits are repeated attempts with the event loop running in between.
 */
const BLOCKING_WAIT_MS = 5;

/** Opens handles of one file. */
export interface HandleOpener {
  readonly isMemory: boolean;
  /** The handle that writes. @throws the driver's errors */
  openWriter(): SqliteHandle;
  /** Sets up a handle that writes, as `openWriter` does. @throws the driver's errors */
  configureWriter(handle: SqliteHandle): void;
  /** A handle that reads beside the writer. @throws the driver's errors */
  openReader(): SqliteHandle;
}

/** Loads the driver. @throws DATABASE.DRIVER_MISSING */
export async function handleOpener(
  description: FileDatabaseDescription,
  options: ResolvedConnectOptions,
): Promise<HandleOpener> {
  const Database = await loadDriver<DriverModule>("better-sqlite3", () => import("better-sqlite3"));
  const isMemory = description.file === MEMORY_FILE;
  const file = isMemory ? MEMORY_FILE : path.resolve(description.file);
  const open = (): InstanceType<DriverModule> => {
    try {
      return new Database(isMemory ? (imageOf(description) ?? MEMORY_FILE) : file, {
        timeout: BLOCKING_WAIT_MS,
        readonly: description.mode === "ro",
        fileMustExist: description.mode !== undefined,
      });
    } catch (error) {
      throw isLoadFailure(error) ? driverMissing("better-sqlite3", error) : error;
    }
  };
  const setUp = (handle: SqliteHandle): void => configureWriter(handle, isMemory, description.mode, options.durability);
  return {
    isMemory,
    openWriter: () => configure(open(), setUp),
    configureWriter: setUp,
    openReader: () => configure(open(), (handle) => handle.exec("PRAGMA query_only = ON; PRAGMA foreign_keys = ON")),
  };
}

/** A copy in which the file's journal is not one of its own: a database in memory has none. */
function imageOf({ image }: FileDatabaseDescription): Buffer | undefined {
  if (image === undefined) return undefined;
  const copy = Buffer.from(image);
  copy.fill(ROLLBACK_JOURNAL, ...JOURNAL_BYTES);
  return copy;
}

/** Where the header of a file says how it is written and read, from and to; 1 is the rollback journal. */
const JOURNAL_BYTES = [18, 20] as const;
const ROLLBACK_JOURNAL = 1;

function configure(database: InstanceType<DriverModule>, settings: (handle: SqliteHandle) => void): SqliteHandle {
  const handle = new SqliteHandle(database);
  try {
    settings(handle);
    return handle;
  } catch (error) {
    handle.close();
    throw error;
  }
}

function configureWriter(
  handle: SqliteHandle,
  isMemory: boolean,
  mode: FileDatabaseDescription["mode"],
  durability: "normal" | "full" | undefined,
): void {
  handle.exec(`PRAGMA foreign_keys = ON; PRAGMA synchronous = ${durability === "full" ? "FULL" : "NORMAL"}`);
  // Reads the file's header, so that a file that is no database is noticed here and not at the first statement.
  handle.exec("SELECT count(*) FROM sqlite_schema");
  if (isMemory || mode === "ro") return;
  try {
    handle.exec("PRAGMA journal_mode = WAL");
  } catch (error) {
    // A file that cannot be written can still be read in the mode it is in.
    if (textField(error, "code")?.startsWith("SQLITE_READONLY") !== true) throw error;
  }
}

/** The driver loads its native part only when the first database is opened. */
function isLoadFailure(error: unknown): boolean {
  const code = textField(error, "code");
  return (
    code === "MODULE_NOT_FOUND" ||
    code === "ERR_DLOPEN_FAILED" ||
    (textField(error, "message") ?? "").includes("bindings file")
  );
}
