import { type DataFlowError, isDataFlowError } from "@dataflow/core";
import type { DatabaseErrorKind } from "../../errors/database-errors.ts";
import { type DriverFailure, failureError } from "../../errors/driver-failure.ts";
import { textField } from "../../errors/error-fields.ts";
import { transactionControl } from "../../errors/transaction-control.ts";
import { refusedUpdate } from "../refused-update.ts";
import { describeFileFailure } from "./file-failures.ts";
import { describeRowFailure } from "./row-failures.ts";
import { rolledBack } from "./sqlite-errors.ts";

/** What an error of the driver is described from. The message is only ever searched for names, never repeated. */
export interface SqliteFailure {
  readonly code: string | undefined;
  readonly message: string;
  readonly target: string;
}

/** Result codes by their beginning, the longest first. */
const KINDS: readonly (readonly [string, DatabaseErrorKind])[] = [
  ["SQLITE_CONSTRAINT_UNIQUE", "UNIQUE_VIOLATION"],
  ["SQLITE_CONSTRAINT_PRIMARYKEY", "UNIQUE_VIOLATION"],
  ["SQLITE_CONSTRAINT_ROWID", "UNIQUE_VIOLATION"],
  ["SQLITE_CONSTRAINT_FOREIGNKEY", "FOREIGN_KEY_VIOLATION"],
  ["SQLITE_CONSTRAINT_NOTNULL", "NOT_NULL_VIOLATION"],
  ["SQLITE_CONSTRAINT_CHECK", "CHECK_VIOLATION"],
  ["SQLITE_CONSTRAINT_TRIGGER", "TRIGGER_REFUSED"],
  ["SQLITE_CONSTRAINT_DATATYPE", "INVALID_VALUE"],
  ["SQLITE_MISMATCH", "INVALID_VALUE"],
  ["SQLITE_TOOBIG", "VALUE_OUT_OF_RANGE"],
  ["SQLITE_BUSY", "BUSY"],
  ["SQLITE_LOCKED", "BUSY"],
  ["SQLITE_READONLY", "READ_ONLY"],
  ["SQLITE_FULL", "DISK_FULL"],
  ["SQLITE_IOERR", "IO"],
  ["SQLITE_CORRUPT", "CORRUPT"],
  ["SQLITE_NOTADB", "NOT_A_DATABASE"],
  ["SQLITE_CANTOPEN", "UNKNOWN_DATABASE"],
  ["SQLITE_PERM", "PERMISSION_DENIED"],
  ["SQLITE_AUTH", "PERMISSION_DENIED"],
  ["SQLITE_RANGE", "INVALID_PARAMETER"],
];

/** The general error code says nothing; its message, which is the same in every language, does. */
const MESSAGE_KINDS: readonly (readonly [RegExp, DatabaseErrorKind])[] = [
  [/^no such table: /, "UNDEFINED_TABLE"],
  [/^no such column: |has no column named /, "UNDEFINED_COLUMN"],
  [/already exists$|^duplicate column name: /, "ALREADY_EXISTS"],
  [/syntax error$|^incomplete input$|^unrecognized token: /, "SYNTAX"],
  [/^integer overflow$/, "VALUE_OUT_OF_RANGE"],
  // The rows of a strict table cannot have the default of a column that is added to it.
  [/^malformed JSON$|^type mismatch on DEFAULT$/, "INVALID_VALUE"],
  [/^bad JSON path: 'value out of range/, "VALUE_OUT_OF_RANGE"],
];

/** Errors of the driver itself, which have no code. */
const DRIVER_KINDS: readonly (readonly [RegExp, DatabaseErrorKind])[] = [
  [/directory does not exist/, "UNKNOWN_DATABASE"],
  [/can only bind|parameter values were provided|named parameters|too big/i, "INVALID_PARAMETER"],
  [/SQL string contains/, "SYNTAX"],
  [/connection is not open/, "CONNECTION_CLOSED"],
];

/** The error that a caller gets for one of the driver; our own pass unchanged. */
export function sqliteError(error: unknown, target: string): DataFlowError {
  if (isDataFlowError(error)) return error;
  // Several statements are made one transaction, in which they cannot begin another one.
  if (textField(error, "message") === "cannot start a transaction within a transaction")
    return transactionControl(false);
  return failureError(classifySqliteError(error, target));
}

/**
 * The error for one of the driver inside a transaction.
 *
 * @param error what the driver threw
 * @param target the database, without secrets
 * @param isInTransaction whether the transaction is still there
 */
export function sqliteErrorInside(error: unknown, target: string, isInTransaction: boolean): DataFlowError {
  const failure = sqliteError(error, target);
  const isOfRow = textField(error, "code")?.startsWith("SQLITE_CONSTRAINT") === true;
  return isOfRow && !isInTransaction ? rolledBack(failure) : failure;
}

/**
 * Says what an error of the driver means.
 *
 * @param error what the driver threw
 * @param target the database, without secrets
 */
export function classifySqliteError(error: unknown, target: string): DriverFailure {
  const code = textField(error, "code");
  const failure: SqliteFailure = { code, message: textField(error, "message") ?? "", target };
  const kind = kindOf(failure);
  const description =
    refusedUpdate(failure.message) ?? describeRowFailure(kind, failure) ?? describeFileFailure(kind, failure);
  return { ...description, ...(code === undefined ? {} : { facts: { code } }) };
}

/** What the database's own triggers say, by which it carries out `ON DELETE RESTRICT`. */
const RESTRICTED = "FOREIGN KEY constraint failed";

function kindOf({ code, message }: SqliteFailure): DatabaseErrorKind {
  if (code === undefined) return DRIVER_KINDS.find(([pattern]) => pattern.test(message))?.[1] ?? "STATEMENT_FAILED";
  if (code === "SQLITE_CONSTRAINT_TRIGGER" && message === RESTRICTED) return "FOREIGN_KEY_VIOLATION";
  const kind = KINDS.find(([prefix]) => code.startsWith(prefix))?.[1];
  return kind ?? MESSAGE_KINDS.find(([pattern]) => pattern.test(message))?.[1] ?? "STATEMENT_FAILED";
}
