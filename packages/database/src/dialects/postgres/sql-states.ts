import type { DatabaseErrorKind } from "../../errors/database-errors.ts";
import type { DriverErrorFacts, DriverFailure } from "../../errors/driver-failure.ts";
import { textField } from "../../errors/error-fields.ts";
import type { FailurePlace } from "./failure-place.ts";
import { describeRowFailure } from "./row-failures.ts";
import { authenticationFailed, commitUnknown, connectionLost } from "./transport-failures.ts";

/** What a failure of the server is described from. */
export interface SqlStateFailure {
  readonly code: string;
  readonly facts: DriverErrorFacts;
  readonly place: FailurePlace;
  readonly error: unknown;
}

const KINDS: ReadonlyMap<string, DatabaseErrorKind> = new Map<string, DatabaseErrorKind>([
  ["08P01", "INVALID_PARAMETER"],
  ["0A000", "STATEMENT_FAILED"],
  ["22001", "VALUE_OUT_OF_RANGE"],
  ["22003", "VALUE_OUT_OF_RANGE"],
  ["22008", "VALUE_OUT_OF_RANGE"],
  ["23001", "FOREIGN_KEY_VIOLATION"],
  ["23502", "NOT_NULL_VIOLATION"],
  ["23503", "FOREIGN_KEY_VIOLATION"],
  ["23505", "UNIQUE_VIOLATION"],
  ["23514", "CHECK_VIOLATION"],
  ["23P01", "UNIQUE_VIOLATION"],
  ["25006", "READ_ONLY"],
  ["25P02", "TRANSACTION_ABORTED"],
  ["25P03", "CONNECTION_LOST"],
  ["28000", "AUTHENTICATION_FAILED"],
  ["28P01", "AUTHENTICATION_FAILED"],
  ["3D000", "UNKNOWN_DATABASE"],
  ["3F000", "UNDEFINED_TABLE"],
  ["40001", "SERIALIZATION_FAILURE"],
  ["40P01", "DEADLOCK"],
  ["42501", "PERMISSION_DENIED"],
  ["42601", "SYNTAX"],
  ["42701", "ALREADY_EXISTS"],
  ["42703", "UNDEFINED_COLUMN"],
  ["42710", "ALREADY_EXISTS"],
  ["42P01", "UNDEFINED_TABLE"],
  ["42P02", "INVALID_PARAMETER"],
  ["42P06", "ALREADY_EXISTS"],
  ["42P07", "ALREADY_EXISTS"],
  ["42P18", "INVALID_PARAMETER"],
  ["53100", "DISK_FULL"],
  ["53300", "TOO_MANY_CONNECTIONS"],
  ["55P03", "LOCK_TIMEOUT"],
  ["57014", "QUERY_CANCELLED"],
  ["57P03", "CONNECTION_REFUSED"],
  ["58030", "IO"],
  ["XX001", "CORRUPT"],
  ["XX002", "CORRUPT"],
]);

/** Classes (the first two characters) whose further members all mean the same. */
const CLASS_KINDS: ReadonlyMap<string, DatabaseErrorKind> = new Map<string, DatabaseErrorKind>([
  ["08", "CONNECTION_LOST"],
  ["22", "INVALID_VALUE"],
  ["38", "TRIGGER_REFUSED"],
  ["45", "TRIGGER_REFUSED"],
  ["57", "CONNECTION_LOST"],
  ["58", "IO"],
  ["P0", "TRIGGER_REFUSED"],
]);

/** What reports a RAISE, under whichever code it was given. */
const RAISED = "exec_stmt_raise";

/** Says what an error that the server itself reported means. */
export function classifySqlState(failure: SqlStateFailure): DriverFailure {
  const kind = kindOf(failure);
  const { facts, place } = failure;
  switch (kind) {
    case "CONNECTION_LOST":
      return { ...(place.doing === "committing" ? commitUnknown(place.target) : connectionLost(place.target)), facts };
    case "AUTHENTICATION_FAILED":
      return { ...authenticationFailed(place.target), facts };
    default:
      return { ...(describeRowFailure(kind, failure) ?? describeServerFailure(kind, failure)), facts };
  }
}

function kindOf({ code, facts, error }: SqlStateFailure): DatabaseErrorKind {
  // Two sessions that create the same table at once meet in the catalog's own unique indexes.
  if (code === "23505" && facts.schema === "pg_catalog") return "ALREADY_EXISTS";
  // The routine is the same in every language; the message is not.
  if (code === "0A000" && facts.routine === "RevalidateCachedQuery") return "STALE_PLAN";
  if (code === "57014" && (textField(error, "message") ?? "").includes("statement timeout")) return "STATEMENT_TIMEOUT";
  const otherwise = facts.routine === RAISED ? "TRIGGER_REFUSED" : "STATEMENT_FAILED";
  return KINDS.get(code) ?? CLASS_KINDS.get(code.slice(0, 2)) ?? otherwise;
}

interface Description {
  readonly message: string;
  readonly why: string;
  readonly fix: string;
}

function describeServerFailure(kind: DatabaseErrorKind, failure: SqlStateFailure): DriverFailure {
  const { target } = failure.place;
  const known = SERVER_FAILURES.get(kind);
  if (known !== undefined) return { kind, ...known(target), meta: { sqlState: failure.code } };
  return {
    kind: "STATEMENT_FAILED",
    message: `${target} could not run the statement (SQLSTATE ${failure.code})`,
    why: "the server reported an error that has no code of its own here",
    fix: `look up SQLSTATE ${failure.code} in the server's manual; the server's log has its message`,
    meta: { sqlState: failure.code },
  };
}

const SERVER_FAILURES: ReadonlyMap<DatabaseErrorKind, (target: string) => Description> = new Map([
  [
    "UNKNOWN_DATABASE",
    (target: string) => ({
      message: `The database of ${target} does not exist`,
      why: "the server has no database of that name",
      fix: "create it (createdb), or correct the name in the URL",
    }),
  ],
  [
    "TOO_MANY_CONNECTIONS",
    (target: string) => ({
      message: `${target} accepts no further connections`,
      why: "all connections of the server or of the user are in use",
      fix: "lower poolSize in each process, or raise the server's max_connections",
    }),
  ],
  [
    "CONNECTION_REFUSED",
    (target: string) => ({
      message: `${target} does not accept connections now`,
      why: "the server is starting, stopping or recovering",
      fix: "try again in a moment",
    }),
  ],
  [
    "SERIALIZATION_FAILURE",
    () => ({
      message: "The transaction contradicts another one that ran at the same time",
      why: "at its isolation level both cannot be kept",
      fix: "run the whole transaction again: transaction(body, { retry: { attempts: 5 } })",
    }),
  ],
  [
    "DEADLOCK",
    () => ({
      message: "The transaction and another one waited for each other's locks",
      why: "they locked the same rows in a different order; the server ended this one",
      fix: "lock rows in one order everywhere, or run the transaction again with the retry option",
    }),
  ],
  [
    "LOCK_TIMEOUT",
    () => ({
      message: "A lock was not granted in time",
      why: "another transaction holds it and has not ended",
      fix: "try again, shorten the other transaction, or raise busyTimeoutMs",
    }),
  ],
  [
    "STATEMENT_TIMEOUT",
    () => ({
      message: "The statement ran longer than it may",
      why: "the server stopped it at its statement timeout",
      fix: "make the statement faster (an index?), or raise statementTimeoutMs",
    }),
  ],
  [
    "QUERY_CANCELLED",
    () => ({
      message: "The statement was cancelled",
      why: "an administrator or another session asked the server to stop it",
      fix: "run it again if it is still wanted",
    }),
  ],
  [
    "TRANSACTION_ABORTED",
    () => ({
      message: "A statement was refused because an earlier one of the same transaction had failed",
      why: "after a failure a transaction can only be rolled back",
      fix: "let the failure out of the body, or wrap the statement that may fail in a nested transaction",
    }),
  ],
  [
    "READ_ONLY",
    () => ({
      message: "A write was refused",
      why: "the transaction is read-only, or the server is a replica",
      fix: "leave readOnly out, or connect to the primary server",
    }),
  ],
  [
    "STALE_PLAN",
    () => ({
      message: "A table changed while a statement on it was kept prepared",
      why: "the columns that the statement gives are no longer those it was prepared with",
      fix: "run the transaction again; the statement is then prepared anew",
    }),
  ],
  [
    "DISK_FULL",
    (target: string) => ({
      message: `The disk of ${target} is full`,
      why: "the server could not extend a file; the statement was undone",
      fix: "free or add space on the server",
    }),
  ],
  [
    "IO",
    (target: string) => ({
      message: `${target} could not read or write its files`,
      why: "its operating system reported an error",
      fix: "look at the server's log and its disk",
    }),
  ],
  [
    "CORRUPT",
    (target: string) => ({
      message: `${target} found damaged data`,
      why: "a page of a table or an index is not what was written",
      fix: "stop writing, copy the data folder, and restore from a backup",
    }),
  ],
]);
