import type { Connection } from "@dataflow/database";

/** The stamp as an expression: SQLite counts the changes of a schema by itself. */
export const sqliteStamp = "(SELECT 'sqlite:' || schema_version FROM pragma_schema_version)";

/** One query. */
export async function readSqliteStamp(connection: Connection): Promise<string> {
  const { rows } = await connection.query(`SELECT ${sqliteStamp} AS stamp`);
  return String(rows[0]?.stamp);
}
