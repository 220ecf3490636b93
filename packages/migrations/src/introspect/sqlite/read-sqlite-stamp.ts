import type { Connection } from "@dataflow/database";

/** SQLite counts the changes of a schema by itself. */
export async function readSqliteStamp(connection: Connection): Promise<string> {
  const { rows } = await connection.query("SELECT schema_version AS version FROM pragma_schema_version");
  return `sqlite:${String(rows[0]?.version)}`;
}
