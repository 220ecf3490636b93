import type { Connection } from "@dataflow/database";
import { sqliteStamp } from "./sqlite-stamp.ts";

/** One query. */
export async function readSqliteStamp(connection: Connection): Promise<string> {
  const { rows } = await connection.query(`SELECT ${sqliteStamp} AS stamp`);
  return String(rows[0]?.stamp);
}
