import { bufferedStream } from "../../connection/buffered-stream.ts";
import type { SqlParameter, SqlText, StatementResult } from "../../connection/connection.ts";
import type { RowStream } from "../../connection/driver.ts";

/** What a cursor inside a transaction is opened with. */
export interface DeclaredCursor {
  readonly name: string;
  readonly statement: SqlText;
  readonly parameters: readonly SqlParameter[];
  readonly batchSize: number;
  /** Whether it is to outlive the transaction that it is opened in, which outside of one is its own statement. */
  readonly isHeld?: boolean;
}

type Execute = (text: string, parameters: readonly SqlParameter[]) => Promise<StatementResult>;

/**
 * Streams inside a transaction through a cursor declared in SQL. A cursor of the protocol would occupy the connection
 * until its end, and a loop over it could not run a single other statement of its transaction.
 */
export async function openDeclaredCursor(cursor: DeclaredCursor, execute: Execute): Promise<RowStream> {
  const { name, statement, parameters, batchSize } = cursor;
  if (!/^\s*(select|values|table|with)\b/i.test(statement.text)) {
    // A cursor is over a query only; what a write gives back is at most what it was given.
    return bufferedStream((await execute(statement.text, parameters)).rows, batchSize);
  }
  const hold = cursor.isHeld === true ? " WITH HOLD" : "";
  await execute(`DECLARE ${name} NO SCROLL CURSOR${hold} FOR ${statement.text}`, parameters);
  let isAtEnd = false;
  return {
    next: async () => {
      if (isAtEnd) return undefined;
      const { rows } = await execute(`FETCH FORWARD ${batchSize} FROM ${name}`, []);
      isAtEnd = rows.length < batchSize;
      return rows.length === 0 ? undefined : rows;
    },
    close: async () => {
      await execute(`CLOSE ${name}`, []);
    },
  };
}
