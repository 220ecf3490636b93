import type { CatalogObject } from "../../catalog/catalog-object.ts";
import { printName } from "../../introspect/sqlite/sqlite-tokens.ts";
import type { TableParts } from "./table-parts.ts";

/**
 * Writes CREATE TABLE with everything that the table declares.
 *
 * @param parts the table with its columns and constraints
 * @param name the name it is created under
 * @returns the statement
 */
export function createTableSql(parts: TableParts, name: string): string {
  const { definition } = parts.table;
  if (definition.virtual !== undefined) return `CREATE VIRTUAL TABLE ${printName(name)} USING ${definition.virtual}`;
  const lines = [
    ...parts.columns.map((column) => columnSql(column, parts)),
    ...parts.constraints.filter((constraint) => !isBehindColumn(constraint)).map(constraintSql),
  ];
  const options = [
    ...(definition.withoutRowid === true ? ["WITHOUT ROWID"] : []),
    ...(definition.strict === true ? ["STRICT"] : []),
  ];
  const end = options.length === 0 ? "" : ` ${options.join(", ")}`;
  return `CREATE TABLE ${printName(name)} (\n  ${lines.join(",\n  ")}\n)${end}`;
}

/**
 * A column's declaration.
 *
 * @param column the column
 * @param parts its table, for a primary key that stands behind the column
 * @returns the declaration as CREATE TABLE and ADD COLUMN take it
 */
export function columnSql(column: CatalogObject<"column">, parts: Pick<TableParts, "constraints">): string {
  const { type, notNull, options, collation, default: value, generated } = column.definition;
  const name = column.path.at(-1) ?? "";
  const key = parts.constraints.find(
    (constraint) => isBehindColumn(constraint) && constraint.definition.columns[0] === name,
  );
  return [
    printName(name),
    type,
    key === undefined ? "" : constraintSql(key),
    notNull ? (options?.[0] ?? "NOT NULL") : "",
    collation === undefined ? "" : `COLLATE ${printName(collation)}`,
    value === undefined ? "" : `DEFAULT ${value}`,
    generated === undefined ? "" : `GENERATED ALWAYS AS (${generated.expression}) ${generated.kind.toUpperCase()}`,
  ]
    .filter((part) => part !== "")
    .join(" ");
}

/** A constraint as a line of CREATE TABLE. */
export function constraintSql({ definition, path }: CatalogObject<"constraint">): string {
  const name = definition.unnamed === true ? "" : `CONSTRAINT ${printName(path.at(-1) ?? "")} `;
  return `${name}${definition.sql}`;
}

/** A primary key that has to stand behind its column, where it means more than in a line of its own. */
export function isBehindColumn({ definition }: CatalogObject<"constraint">): boolean {
  return definition.type === "primary key" && !definition.sql.startsWith("PRIMARY KEY (");
}
