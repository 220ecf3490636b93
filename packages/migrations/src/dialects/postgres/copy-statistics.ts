import type { Connection } from "@dataflow/database";
import { tableOfPath } from "../../diff/table-name.ts";
import type { CopyRequest } from "../copy-dialect.ts";
import { quoteTable } from "../sql-text.ts";

/** The first version whose statistics can be written. */
const WRITABLE = 180_000;

/**
 * Gives the planner the source's figures where the server takes them, so that it plans as it does there; otherwise those
 * of the copied rows. Figures of values that are masked stay where they are.
 */
export async function copyStatistics(request: CopyRequest): Promise<"copied" | "gathered"> {
  await request.target.run("ANALYZE");
  if (request.catalog.serverVersion < WRITABLE || (await versionOf(request.target)) < WRITABLE) return "gathered";
  for (const { table } of request.tables) await copyRelation(request, [table.schema ?? "", table.name]);
  for (const object of request.catalog.objects)
    if (object.kind === "index") await copyRelation(request, [object.path[0] ?? "", object.path.at(-1) ?? ""]);
  for (const { id, table, columns } of request.tables) {
    // A figure of a generated column or an expression may tell of the column it comes from.
    const names = request.masked.has(id) ? [] : columns.map(({ name }) => name);
    await copyAttributes(request, quoteTable(tableOfPath([table.schema ?? "", table.name])), names);
  }
  return "copied";
}

async function versionOf(connection: Connection): Promise<number> {
  const { rows } = await connection.query("SELECT current_setting('server_version_num')::int AS version");
  return Number(rows[0]?.version);
}

async function copyRelation({ source, target }: CopyRequest, path: readonly [string, string]): Promise<void> {
  const { rows } = await source.query(
    `SELECT c.relpages, c.reltuples, c.relallvisible FROM pg_catalog.pg_class c
     JOIN pg_catalog.pg_namespace n ON n.oid = c.relnamespace WHERE n.nspname = $1 AND c.relname = $2`,
    path,
  );
  const [row] = rows;
  // Never analysed: the source's planner knows nothing either, but there is nothing to copy.
  if (row === undefined || Number(row.reltuples) < 0) return;
  await target.query(
    `SELECT pg_catalog.pg_restore_relation_stats('schemaname', $1::text, 'relname', $2::text, 'relpages', $3::integer,
       'reltuples', $4::real, 'relallvisible', $5::integer)`,
    [...path, row.relpages, row.reltuples, row.relallvisible],
  );
}

/** What is known about a column, with the types that the server wants it in. */
const FIGURES = [
  ["null_frac", "real"],
  ["avg_width", "integer"],
  ["n_distinct", "real"],
  ["most_common_vals", "text"],
  ["most_common_freqs", "real[]"],
  ["histogram_bounds", "text"],
  ["correlation", "real"],
  ["most_common_elems", "text"],
  ["most_common_elem_freqs", "real[]"],
  ["elem_count_histogram", "real[]"],
] as const;

async function copyAttributes({ source, target }: CopyRequest, table: string, columns: readonly string[]) {
  const figures = FIGURES.map(([name]) => `${name}::text AS ${name}`).join(", ");
  const { rows } = await source.query(
    `SELECT schemaname, tablename, attname, inherited::text AS inherited, ${figures} FROM pg_catalog.pg_stats
     WHERE format('%I.%I', schemaname, tablename)::regclass = $1::regclass`,
    [table],
  );
  for (const row of rows.filter(({ attname }) => columns.includes(String(attname)))) {
    const known = FIGURES.filter(([name]) => row[name] !== null);
    const pairs = known.map(([name, type], index) => `'${name}', $${index + 5}::${type}`).join(", ");
    await target.query(
      `SELECT pg_catalog.pg_restore_attribute_stats('schemaname', $1::text, 'relname', $2::text, 'attname', $3::text,
         'inherited', $4::boolean, ${pairs})`,
      [row.schemaname, row.tablename, row.attname, row.inherited, ...known.map(([name]) => row[name])],
    );
  }
}
