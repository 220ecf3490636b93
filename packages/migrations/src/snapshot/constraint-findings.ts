import type { Connection } from "@dataflow/database";
import type { Catalog } from "../catalog/catalog.ts";
import type { CatalogObject } from "../catalog/catalog-object.ts";
import type { ObjectId } from "../catalog/object-id.ts";
import { quoteIdentifier, quoteTable } from "../dialects/sql-text.ts";
import { tableOfPath } from "../diff/table-name.ts";
import type { ConstraintFinding } from "./schema-snapshot.ts";

type Constraint = CatalogObject<"constraint">;

/**
 * Looks whether rows keep to their constraints. A constraint may have been added without looking, and a database may
 * have been told not to enforce it.
 *
 * @param connection the database
 * @param catalog what it consists of
 * @param types the types of constraints to look at
 * @returns the constraints that rows break, with how many do
 */
export async function constraintFindings(
  connection: Connection,
  catalog: Catalog,
  types: readonly Constraint["definition"]["type"][],
): Promise<readonly ConstraintFinding[]> {
  const findings: ConstraintFinding[] = [];
  for (const object of catalog.objects) {
    if (object.kind !== "constraint" || !types.includes(object.definition.type)) continue;
    const sql = violationQuery(object, catalog);
    if (sql === undefined) continue;
    const rows = Number((await connection.query(sql)).rows[0]?.n);
    if (rows > 0) findings.push({ constraint: object.id, rows });
  }
  return findings;
}

/** Counts the rows that break a constraint; undefined for what only an index can tell. */
function violationQuery({ path, definition }: Constraint, catalog: Catalog): string | undefined {
  const table = quoteTable(tableOfPath(path.slice(0, -1)));
  if (definition.type === "foreign key") return orphanQuery(table, definition, catalog);
  if (definition.type === "check") {
    const text = definition.sql.slice(definition.sql.indexOf("("), definition.sql.lastIndexOf(")") + 1);
    return `SELECT count(*) AS n FROM ${table} WHERE NOT (${text})`;
  }
  if (definition.type === "exclude") return undefined;
  const columns = definition.columns.map(quoteIdentifier);
  const present = columns.map((column) => `${column} IS NOT NULL`).join(" AND ");
  const twice = `SELECT 1 FROM ${table} WHERE ${present} GROUP BY ${columns.join(", ")} HAVING count(*) > 1`;
  return `SELECT count(*) AS n FROM (${twice}) AS twice`;
}

function orphanQuery(table: string, { columns, references }: Constraint["definition"], catalog: Catalog): string {
  const own = columns.map((column) => `c.${quoteIdentifier(column)}`);
  const present = own.map((column) => `${column} IS NOT NULL`).join(" AND ");
  const parent = catalog.objects.find(({ id }) => id === references?.table);
  // A file database takes a reference to a table without a key, too: no row can keep to it.
  if (parent === undefined || references === undefined || references.columns.length !== columns.length)
    return `SELECT count(*) AS n FROM ${table} AS c WHERE ${present}`;
  const same = references.columns.map((column, index) => `p.${quoteIdentifier(column)} = ${own[index]}`).join(" AND ");
  const found = `SELECT 1 FROM ${quoteTable(tableOfPath(parent.path))} AS p WHERE ${same}`;
  return `SELECT count(*) AS n FROM ${table} AS c WHERE ${present} AND NOT EXISTS (${found})`;
}

/** Foreign keys for which no index finds the rows that refer, so that each delete reads the whole table. */
export function unindexedForeignKeys(catalog: Catalog): readonly ObjectId[] {
  const paths = accessPaths(catalog);
  return catalog.objects.flatMap((object) => {
    if (object.kind !== "constraint" || object.definition.type !== "foreign key") return [];
    const [first = ""] = object.definition.columns;
    return paths.has(`${object.parent} ${first}`) ? [] : [object.id];
  });
}

/** The ways to find rows without reading a whole table: the table, and the column that an index or key begins with. */
export function accessPaths(
  catalog: Catalog,
): ReadonlyMap<string, { readonly table: ObjectId; readonly column: string }> {
  const paths = new Map<string, { readonly table: ObjectId; readonly column: string }>();
  const add = (table: ObjectId | undefined, column: string | null | undefined): void => {
    if (table !== undefined && typeof column === "string") paths.set(`${table} ${column}`, { table, column });
  };
  for (const object of catalog.objects) {
    if (object.kind === "index" && object.definition.valid && object.definition.predicate === undefined)
      add(object.parent, object.definition.columns[0]);
    if (object.kind === "constraint" && ["primary key", "unique"].includes(object.definition.type))
      add(object.parent, object.definition.columns[0]);
  }
  return paths;
}

/** Ways to find rows that were there, and are not any more although table and column still are. */
export function lostAccessPaths(before: Catalog, after: Catalog): readonly string[] {
  const [old, now] = [accessPaths(before), accessPaths(after)];
  const columns = new Set(
    after.objects.flatMap((object) => (object.kind === "column" ? [`${object.parent} ${object.path.at(-1)}`] : [])),
  );
  return [...old.keys()].filter((key) => !now.has(key) && columns.has(key)).sort();
}
