import type { Connection } from "@dataflow/database";
import type { TableName } from "../../diff/table-name.ts";
import type { TableChecksum } from "../../snapshot/table-checksum.ts";
import type { DataDialect, TableSize } from "../data-dialect.ts";
import { quoteIdentifier, quoteTable } from "../sql-text.ts";
import { withTextSettings } from "./text-settings.ts";

/** How rows are summed up on PostgreSQL: by the server, in one reading. */
export const postgresData: DataDialect = Object.freeze({ checksum, tableSizes } satisfies DataDialect);

/** Sums, so that the order of rows does not count and two equal rows do not cancel each other out. */
async function checksum(connection: Connection, table: TableName, columns: readonly string[]): Promise<TableChecksum> {
  const names = columns.map(quoteIdentifier);
  const row = `ROW(${names.join(", ")})::text`;
  const sums = [sum(row, 1), sum(row, 2), ...names.map((name) => sum(`coalesce('=' || ${name}::text, '')`, 1))].map(
    (text, index) => `${text} AS s${index}`,
  );
  const sql = `SELECT count(*)::text AS count, ${sums.join(", ")} FROM ONLY ${quoteTable(table)}`;
  const [keep = "", pin = "", back = ""] = withTextSettings([]);
  const found = await connection.transaction(async () => {
    await connection.query(keep);
    await connection.query(pin);
    const { rows } = await connection.query(sql);
    await connection.query(back);
    return rows[0] ?? {};
  });
  return {
    rows: Number(found.count),
    whole: `${found.s0}:${found.s1}`,
    columns: Object.fromEntries(columns.map((name, index) => [name, String(found[`s${index + 2}`])])),
  };
}

function sum(text: string, seed: number): string {
  return `coalesce(sum(hashtextextended(${text}, ${seed})::numeric), 0)::text`;
}

async function tableSizes(connection: Connection): Promise<readonly TableSize[]> {
  const { rows } = await connection.query(
    `SELECT n.nspname AS schema, c.relname AS name, pg_catalog.pg_total_relation_size(c.oid)::text AS bytes,
       coalesce(pg_catalog.pg_stat_get_numscans(c.oid), 0)::text AS scans
     FROM pg_catalog.pg_class c JOIN pg_catalog.pg_namespace n ON n.oid = c.relnamespace
     WHERE c.relkind IN ('r', 'p') AND n.nspname <> 'information_schema' AND n.nspname !~ '^pg_'`,
  );
  return rows.map(({ schema, name, bytes, scans }) => ({
    table: { schema: String(schema), name: String(name) },
    bytes: Number(bytes),
    fullReads: Number(scans),
  }));
}
