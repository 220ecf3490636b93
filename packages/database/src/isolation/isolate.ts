import { refuseUnknownNames } from "../connection/connect-options.ts";
import type { Connection } from "../connection/connection.ts";
import { DatabaseConnection } from "../connection/database-connection.ts";
import type { StatementListener } from "../connection/statement-observer.ts";
import { notIsolable } from "./isolation-errors.ts";

/** A connection on which nothing lasts. */
export interface IsolatedConnection extends Connection {
  /** Undoes everything that was done since the start, or since the last rollback. */
  rollback(): Promise<void>;
}

/** How a connection is isolated. */
export interface IsolateOptions {
  /** Is told about every statement that somebody asked for, beside the listeners of the connection itself. */
  readonly onStatement?: StatementListener;
  /**
   * Is called for every time that the same work would wait for an answer outside of the isolation; what the isolation itself
   * says to the server does not count.
   */
  readonly onRoundTrip?: () => void;
}

/**
 * Makes a connection on which nothing lasts, for tests: all of its statements, transactions and sessions run in one
 * transaction of one connection of `connection`, which is rolled back by `rollback()` or `close()`. For its users it is
 * like any connection: a failed statement undoes only itself, transactions are savepoints, and what a database checks
 * at a commit is checked where the commit would have been.
 *
 * It differs where one connection cannot be many: parallel statements run one after the other, the isolation level of a
 * transaction says nothing, the server's `now()` stands still, sequences move on, and statements that cannot run in a
 * transaction are refused by the database.
 *
 * @param connection made by `connect`; it stays open
 * @param options who is told about statements
 * @returns the isolated connection
 * @throws DATABASE.INVALID_OPTION
 * @example
 * ```ts
 * import { connect, isolate } from "@dataflow/database";
 *
 * const connection = connect("sqlite::memory:");
 * await connection.run("CREATE TABLE notes (text TEXT NOT NULL)");
 * const isolated = isolate(connection);
 * await isolated.query("INSERT INTO notes VALUES (?)", ["passing"]);
 * await isolated.close();
 * const { rows } = await connection.query("SELECT text FROM notes");
 * console.log(rows); // []
 * await connection.close();
 * ```
 */
export function isolate(connection: Connection, options: IsolateOptions = {}): IsolatedConnection {
  if (!(connection instanceof DatabaseConnection)) throw notIsolable();
  refuseUnknownNames(options, ["onStatement", "onRoundTrip"], "isolate");
  return connection.isolated(options);
}
