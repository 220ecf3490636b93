import { closedByProgram } from "../../errors/connection-closed.ts";
import type { DatabaseErrorKind } from "../../errors/database-errors.ts";
import type { DriverFailure } from "../../errors/driver-failure.ts";
import type { SqliteFailure } from "./classify-sqlite-error.ts";

type Description = Pick<DriverFailure, "message" | "why" | "fix">;

/** Describes failures that are about the file, its lock or its disk, and those that are none of the known ones. */
export function describeFileFailure(kind: DatabaseErrorKind, failure: SqliteFailure): DriverFailure {
  const known = DESCRIPTIONS.get(kind)?.(failure.target);
  if (known !== undefined) return { kind, ...known };
  const code = failure.code ?? "no code";
  return {
    kind: "STATEMENT_FAILED",
    message: `${failure.target} could not run the statement (${code})`,
    why: "the database reported an error that has no code of its own here",
    fix: "check the statement; echo: true prints it",
  };
}

const DESCRIPTIONS: ReadonlyMap<DatabaseErrorKind, (target: string) => Description> = new Map([
  [
    "BUSY",
    (target: string) => ({
      message: `${target} is locked by another connection`,
      why: "a file has one writer at a time, and another connection, of this process or another, has not ended its transaction",
      fix: "try again, shorten the other transaction, or raise busyTimeoutMs",
    }),
  ],
  [
    "READ_ONLY",
    (target: string) => ({
      message: `A write to ${target} was refused`,
      why: "the transaction or the connection is read-only, or this user may not write the file or its folder",
      fix: "leave readOnly and mode=ro out, or give the user write permission on the file and on its folder",
    }),
  ],
  [
    "DISK_FULL",
    (target: string) => ({
      message: `The disk of ${target} is full`,
      why: "the file could not grow; the transaction was undone, and what was committed before is safe",
      fix: "free space, then run it again",
    }),
  ],
  [
    "IO",
    (target: string) => ({
      message: `${target} could not be read or written`,
      why: "the operating system reported an error",
      fix: "check the disk; a network file system is no place for such a file",
    }),
  ],
  [
    "CORRUPT",
    (target: string) => ({
      message: `${target} is damaged`,
      why: "its pages contradict each other",
      fix: "stop writing, copy the file with its -wal, and restore from a backup",
    }),
  ],
  [
    "NOT_A_DATABASE",
    (target: string) => ({
      message: `${target} is not a database`,
      why: "the file has other content, or is encrypted",
      fix: "correct the path in the URL; the file was not changed",
    }),
  ],
  [
    "UNKNOWN_DATABASE",
    (target: string) => ({
      message: `${target} cannot be opened`,
      why: "its folder does not exist, the path is a folder, or the file must exist (mode=ro, mode=rw) and does not",
      fix: "create the folder, or correct the path in the URL",
    }),
  ],
  [
    "PERMISSION_DENIED",
    (target: string) => ({
      message: `This user may not use ${target}`,
      why: "the permissions of the file do not allow it",
      fix: "give the user permission on the file and on its folder",
    }),
  ],
  ["CONNECTION_CLOSED", closedByProgram],
]);
