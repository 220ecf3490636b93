import { databaseErrors } from "../errors/database-errors.ts";
import { MAX_TIME_MS, refuseUnknownNames, wholeNumber } from "./connect-options.ts";
import type { Connection } from "./connection.ts";
import { DatabaseConnection } from "./database-connection.ts";
import type { OpenTransaction, OpenTransactionOptions } from "./open-transaction.ts";

const OPTION_NAMES = [
  "isolation",
  "readOnly",
  "confirmCommit",
  "timeoutMs",
] as const satisfies readonly (keyof OpenTransactionOptions)[];

/**
 * Begins a transaction that is held by its caller, for work that is not called by one function: the nodes of a workflow,
 * for example. Inside another transaction it is a savepoint.
 *
 * @param connection where; made by `connect` or `isolate`
 * @param options isolation level, read only, whether the commit is confirmed, how long it may be open
 * @param onTimeout told when it took too long, after it was rolled back
 * @returns the transaction
 * @throws DATABASE.INVALID_OPTION
 * @example
 * ```ts
 * import { connect, openTransaction } from "@dataflow/database";
 *
 * const connection = connect("sqlite::memory:");
 * await connection.run("CREATE TABLE notes (text TEXT NOT NULL)");
 * const transaction = await openTransaction(connection, { timeoutMs: 5_000 });
 * try {
 *   await transaction.run(() => connection.query("INSERT INTO notes VALUES (?)", ["one"]));
 *   await transaction.commit();
 * } finally {
 *   await transaction.rollback();
 * }
 * await connection.close();
 * ```
 */
export async function openTransaction(
  connection: Connection,
  options: OpenTransactionOptions = {},
  onTimeout?: (error: Error) => void,
): Promise<OpenTransaction> {
  refuseUnknownNames(options, OPTION_NAMES, "openTransaction");
  if (!(connection instanceof DatabaseConnection)) throw notHeld();
  const { timeoutMs, ...begin } = options;
  if (timeoutMs !== undefined) wholeNumber("timeoutMs", timeoutMs, MAX_TIME_MS);
  const transaction = await connection.opened(begin);
  if (timeoutMs === undefined) return transaction;
  const timer = setTimeout(() => {
    if (!transaction.isOpen) return;
    const error = tookTooLong(timeoutMs);
    void transaction.rollback(error).then(() => onTimeout?.(error));
  }, timeoutMs);
  void transaction.whenEnded.then(() => clearTimeout(timer));
  return transaction;
}

function tookTooLong(timeoutMs: number): Error {
  return databaseErrors.create("TRANSACTION_TIMEOUT", {
    message: `A transaction was open for longer than ${timeoutMs} ms, and is rolled back`,
    why: "its options give it no more time; what is open keeps a connection and its locks",
    fix: "do less inside it, or raise timeoutMs",
  });
}

function notHeld(): Error {
  return databaseErrors.create("INVALID_OPTION", {
    message: "A transaction was asked for on a connection that was not made by `connect`",
    why: "only such a connection can hold a transaction open",
    fix: "use connect() or isolate(), or the connection of a DataFlow",
  });
}
