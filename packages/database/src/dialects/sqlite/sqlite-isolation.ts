import type { StatementRunner } from "../../connection/driver.ts";
import { failureError } from "../../errors/driver-failure.ts";
import type { IsolationSql } from "../../isolation/isolation-sql.ts";

/**
 * Foreign keys are the only thing that is ever checked late, and only those that were declared so. A release of a
 * savepoint does not check them.
 */
async function checkDeferred(runner: StatementRunner): Promise<void> {
  const late = await runner.execute({ text: "SELECT 1 FROM sqlite_schema WHERE sql LIKE '%deferrable%' LIMIT 1" }, []);
  if (late.rowCount === 0) return;
  const violations = await runner.execute({ text: "PRAGMA foreign_key_check" }, []);
  const [table] = violations.rows[0] ?? [];
  if (table === undefined) return;
  throw failureError({
    kind: "FOREIGN_KEY_VIOLATION",
    message: `A row of "${String(table)}" refers to a row that does not exist`,
    why: "its foreign key is checked at the commit",
    fix: "store the row that it refers to before the transaction ends",
    meta: { table: String(table) },
  });
}

export const SQLITE_ISOLATION: IsolationSql = Object.freeze({
  failureAborts: false,
  checkDeferred,
  readOnly: Object.freeze({ on: "PRAGMA query_only = ON", off: "PRAGMA query_only = OFF" }),
});
