import type { Connection } from "@dataflow/database";
import type { CatalogObject } from "../../catalog/catalog-object.ts";
import type { ObjectId } from "../../catalog/object-id.ts";
import type { CopyRequest } from "../copy-dialect.ts";
import { quoteIdentifier } from "../sql-text.ts";

interface LeftOut {
  readonly object: ObjectId;
  readonly reason: string;
}

/** Numbers of AUTOINCREMENT go on where they are in the source; virtual tables are filled by themselves. */
export async function copyBeside(request: CopyRequest): Promise<readonly LeftOut[]> {
  const { catalog } = request;
  const tables = catalog.objects.filter((object) => object.kind === "table");
  for (const { path, definition } of tables) {
    if (definition.autoincrement === true) await copyCounter(request, path[0] ?? "");
  }
  const left = await Promise.all(tables.map((table) => fillVirtual(request, table)));
  return left.filter((one) => one !== undefined);
}

async function copyCounter({ source, target }: CopyRequest, table: string): Promise<void> {
  const { rows } = await source.query("SELECT CAST(seq AS TEXT) AS seq FROM sqlite_sequence WHERE name = ?", [table]);
  if (rows.length === 0) return;
  await target.query("DELETE FROM sqlite_sequence WHERE name = ?", [table]);
  await target.query("INSERT INTO sqlite_sequence (name, seq) VALUES (?, CAST(? AS INTEGER))", [table, rows[0]?.seq]);
}

/** One that is kept elsewhere is built from there, or by the triggers that come later. */
async function fillVirtual(request: CopyRequest, table: CatalogObject<"table">): Promise<LeftOut | undefined> {
  const { virtual } = table.definition;
  if (virtual === undefined || /\bcontent\s*=\s*(''|"")/i.test(virtual)) return undefined;
  const name = quoteIdentifier(table.path[0] ?? "");
  if (/^fts\d\b/i.test(virtual) && /\bcontent\s*=/i.test(virtual)) {
    await request.target.run(`INSERT INTO ${name} (${name}) VALUES ('rebuild')`);
    return undefined;
  }
  if (!/^(fts5|fts4|rtree)\b/i.test(virtual))
    return { object: table.id, reason: "nobody but its module knows how its rows are kept" };
  if (request.masked.size > 0)
    return { object: table.id, reason: "its rows may hold values of columns that are masked" };
  await copyVirtual(request, table.path[0] ?? "");
  return undefined;
}

async function copyVirtual({ source, target }: CopyRequest, table: string): Promise<void> {
  const columns = await columnsOf(source, table);
  const names = ["rowid", ...columns].map(quoteIdentifier).join(", ");
  const marks = ["?", ...columns.map(() => "?")].join(", ");
  const text = `INSERT INTO ${quoteIdentifier(table)} (${names}) VALUES (${marks})`;
  for await (const batch of source.stream({ text: `SELECT ${names} FROM ${quoteIdentifier(table)}` }, []))
    for (const row of batch) await target.query(text, [...row]);
}

async function columnsOf(connection: Connection, table: string): Promise<readonly string[]> {
  const { rows } = await connection.query("SELECT name FROM pragma_table_info(?)", [table]);
  return rows.map(({ name }) => String(name));
}

/** The planner has figures in the copy exactly when it has some in the source, and the same ones. */
export async function copyStatistics({ source, target }: CopyRequest): Promise<"copied" | "none"> {
  const { rows: found } = await source.query("SELECT 1 FROM sqlite_schema WHERE name = 'sqlite_stat1'");
  if (found.length === 0) return "none";
  await target.run("ANALYZE");
  const { rows } = await source.query("SELECT tbl, idx, stat FROM sqlite_stat1");
  await target.run("DELETE FROM sqlite_stat1");
  for (const { tbl, idx, stat } of rows)
    await target.query("INSERT INTO sqlite_stat1 (tbl, idx, stat) VALUES (?, ?, ?)", [tbl, idx, stat]);
  await target.run("ANALYZE sqlite_schema");
  return "copied";
}
