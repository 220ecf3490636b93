import type { Connection } from "@dataflow/database";
import type { SeededChoices } from "@dataflow/testing-base/arbitraries";
import type { Catalog } from "../../catalog/catalog.ts";
import type { CatalogObject } from "../../catalog/catalog-object.ts";
import { quoteIdentifier } from "../../dialects/sql-text.ts";

type Column = CatalogObject<"column">;

const ROWS = 4;

/** The plain tables of a catalog with their columns in order; partitions are filled by what they are partitions of. */
export function tablesOf(catalog: Catalog): ReadonlyMap<CatalogObject<"table">, readonly Column[]> {
  const tables = new Map<CatalogObject<"table">, readonly Column[]>();
  for (const table of catalog.objects) {
    if (table.kind !== "table" || table.definition.virtual !== undefined) continue;
    const columns = catalog.objects.filter((object) => object.kind === "column" && object.parent === table.id);
    tables.set(
      table,
      columns
        .filter((object): object is Column => object.kind === "column")
        .sort((left, right) => (left.position ?? 0) - (right.position ?? 0)),
    );
  }
  return tables;
}

/** Writes some rows into every table that takes them. What a constraint refuses is not there. */
export async function fillTables(connection: Connection, catalog: Catalog, random: SeededChoices): Promise<void> {
  for (const [table, columns] of tablesOf(catalog)) {
    const writable = columns.filter(({ definition }) => definition.generated === undefined);
    for (let row = 1; row <= ROWS; row += 1) {
      const given = writable.filter(
        ({ definition, path }) =>
          definition.identity === undefined && (definition.notNull || path.at(-1) === "id" || !random.maybe(4)),
      );
      const names = given.map(({ path }) => quoteIdentifier(path.at(-1) ?? "")).join(", ");
      const values = given
        .map(({ definition, path }) => (path.at(-1) === "id" ? String(row) : example(definition.type, row, random)))
        .join(", ");
      const target = table.path.map(quoteIdentifier).join(".");
      const least = columns.some(({ path }) => path.at(-1) === "id") ? `(id) VALUES (${row})` : "DEFAULT VALUES";
      const most = names === "" ? least : `(${names}) VALUES (${values})`;
      const insert = (what: string) => connection.run(`INSERT INTO ${target} ${what}`);
      await insert(most).catch(() => insert(least).catch(() => undefined));
    }
  }
}

/** One text for the values of some columns of a table, whatever order its rows are in. */
export async function checksum(
  connection: Connection,
  table: readonly string[],
  columns: readonly string[],
): Promise<string> {
  const names = columns.map(quoteIdentifier);
  const from = table.map(quoteIdentifier).join(".");
  const list =
    connection.dialect === "sqlite"
      ? names.map((name) => `typeof(${name}) || quote(${name})`).join(" || ',' || ")
      : `ROW(${names.join(", ")})::text`;
  // Rows of partitions and children are looked at where they are.
  const only = connection.dialect === "sqlite" ? "" : "ONLY ";
  const { rows } = await connection.query(`SELECT ${list || "''"} AS line FROM ${only}${from}`);
  return rows
    .map(({ line }) => String(line))
    .sort()
    .join("\n");
}

/** A value that the server may take for a type. */
function example(type: string, row: number, random: SeededChoices): string {
  if (random.maybe(9)) return "NULL";
  if (/\[\]$/.test(type)) return random.pick(["'{}'", "NULL"]);
  if (/int|serial/i.test(type)) return String(row);
  if (/char|text|clob|email/i.test(type)) return random.pick(["'a'", "'b'", `'a@b${row}'`, `'${row}'`]);
  if (/numeric|decimal|real|double|float/i.test(type)) return `${row}.25`;
  if (/bool/i.test(type)) return "true";
  if (/time|date/i.test(type)) return `'2020-01-0${row} 01:02:03'`;
  if (/json/i.test(type)) return `'{"a": ${row}}'`;
  if (/bytea/i.test(type)) return "'\\x00'";
  if (/blob/i.test(type)) return `x'0${row}'`;
  if (/uuid/i.test(type)) return `'00000000-0000-4000-8000-00000000000${row}'`;
  if (/mood/i.test(type)) return random.pick(["'sad'", "'ok'"]);
  return random.pick(["NULL", `'${row}'`]);
}
