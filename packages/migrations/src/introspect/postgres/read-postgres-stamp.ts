import type { Connection } from "@dataflow/database";
import { text } from "./catalog-row.ts";
import { postgresStamp } from "./postgres-stamp.ts";

/** One query over all catalogs. */
export async function readPostgresStamp(connection: Connection): Promise<string> {
  const { rows } = await connection.query(`SELECT ${postgresStamp} AS stamp`);
  return text(rows[0] ?? {}, "stamp");
}
