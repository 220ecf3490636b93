import { isDataFlowError } from "@dataflow/core";
import type { Connection } from "@dataflow/database";
import type { Evidence } from "../../evidence/evidence.ts";
import type { NamedTable } from "./statement-parts.ts";

const TWIN = 'pg_temp."_df_twin"';
const HEAD =
  /^(?<head>\s*ALTER\s+TABLE\s+(?:IF\s+EXISTS\s+)?(?:ONLY\s+)?)(?:"(?:[^"]|"")+"|\w+)(?:\s*\.\s*(?:"(?:[^"]|"")+"|\w+))?/i;

/**
 * Asks the server whether a statement writes every row of a table anew, by running it on an empty table of the same
 * columns that only this session sees. Nobody is kept waiting, and the table itself is not touched.
 *
 * @param connection the database
 * @param sql an ALTER TABLE
 * @param table the table that it is about
 * @returns whether it does; undefined when the server did not take it there
 */
export async function rewritesTwin(
  connection: Connection,
  sql: string,
  table: NamedTable,
): Promise<Evidence | undefined> {
  const onTwin = sql.replace(HEAD, `$<head>${TWIN}`);
  if (onTwin === sql) return undefined;
  const file = `SELECT pg_catalog.pg_relation_filenode('${TWIN}'::pg_catalog.regclass)::text AS file`;
  try {
    return await connection.transaction(async () => {
      await connection.run(`CREATE TEMPORARY TABLE "_df_twin" (LIKE ${table.sql} INCLUDING DEFAULTS) ON COMMIT DROP`);
      const before = (await connection.query(file)).rows[0]?.file;
      await connection.run(onTwin);
      const after = (await connection.query(file)).rows[0]?.file;
      const fact = `whether the server writes every row of ${table.path.join(".")} anew, seen on an empty table of its columns`;
      return { source: "trace", fact, value: before !== after, query: onTwin };
    });
  } catch (error) {
    if (isDataFlowError(error)) return undefined;
    throw error;
  }
}
