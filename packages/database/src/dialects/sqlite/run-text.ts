import { transactionControl } from "../../errors/transaction-control.ts";
import type { SqliteHandle } from "./sqlite-handle.ts";

/**
 * Runs text outside a transaction. Several statements are made one transaction: all of them happen or none, and after
 * a lock of another process they can be tried again from the first.
 */
export function runText(handle: SqliteHandle, sql: string): void {
  if (!handle.holdsSeveral(sql)) {
    handle.exec(sql);
    if (!handle.isInTransaction) return;
    handle.exec("ROLLBACK");
    throw transactionControl(false);
  }
  handle.exec("BEGIN IMMEDIATE");
  try {
    handle.exec(sql);
    if (!handle.isInTransaction) throw transactionControl(true);
    handle.exec("COMMIT");
  } finally {
    if (handle.isInTransaction) handle.exec("ROLLBACK");
  }
}
