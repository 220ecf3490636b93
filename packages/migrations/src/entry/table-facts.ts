import type { Connection } from "@dataflow/database";
import type { TableName } from "../diff/table-name.ts";
import type { DatabaseActivity, TableFacts } from "../facts/table-facts.ts";

/**
 * Finds out how large tables are and what goes on there: small tables are counted, large ones estimated. Each figure says
 * which it is and by which query. It reads for a few seconds at most; what takes longer is unknown.
 *
 * @param connection the database
 * @param tables the tables; without a database schema they are looked up as a query would
 * @returns the facts in the order of `tables`; tables that are not there are left out
 * @example
 * ```ts
 * import { connect } from "@dataflow/database";
 * import { readTableFacts } from "@dataflow/migrations";
 *
 * const connection = connect("postgresql://app@localhost/shop");
 * const [orders] = await readTableFacts(connection, [{ name: "orders" }]);
 * console.log(orders?.rows.value, orders?.rows.isExact, orders?.rows.evidence.query);
 * await connection.close();
 * ```
 */
export async function readTableFacts(
  connection: Connection,
  tables: readonly TableName[],
): Promise<readonly TableFacts[]> {
  const work = await import("../schema-work.ts");
  return work.readTableFacts(connection, tables);
}

/**
 * Finds out what goes on in a database.
 *
 * @param connection the database
 * @returns the figures, unknown where the database does not tell
 * @example
 * ```ts
 * import { connect } from "@dataflow/database";
 * import { readDatabaseActivity } from "@dataflow/migrations";
 *
 * const connection = connect("postgresql://app@localhost/shop");
 * const { longestTransactionMs } = await readDatabaseActivity(connection);
 * console.log(longestTransactionMs.value ?? "unknown");
 * await connection.close();
 * ```
 */
export async function readDatabaseActivity(connection: Connection): Promise<DatabaseActivity> {
  const work = await import("../schema-work.ts");
  return work.readDatabaseActivity(connection);
}
