import type { Column, ForeignKey, ReferentialAction, Table, TableIndex } from "@dataflow/core";
import type { ConstraintDefinition, IndexDefinition } from "../../catalog/object-definitions.ts";
import { objectId } from "../../catalog/object-id.ts";
import { quoteText } from "../../dialects/sql-text.ts";
import { serverName, serverNames } from "./postgres-names.ts";

/** The clauses of referential actions; the server leaves out the one that is the default. */
const ACTIONS = {
  "no action": "",
  restrict: "RESTRICT",
  cascade: "CASCADE",
  "set null": "SET NULL",
  "set default": "SET DEFAULT",
} as const satisfies Record<ReferentialAction, string>;

/** A primary key or a unique constraint. */
export function keyDefinition(type: "primary key" | "unique", columns: readonly string[]): ConstraintDefinition {
  return { type, sql: `${type.toUpperCase()} (${serverNames(columns)})`, columns, valid: true };
}

/** A foreign key; a reference stays in the database schema of its table. */
export function foreignKeyDefinition(schema: string, foreignKey: ForeignKey): ConstraintDefinition {
  const { columns, references, onDelete, onUpdate } = foreignKey;
  const target = `${serverName(schema)}.${serverName(references.table)}(${serverNames(references.columns)})`;
  const actions = [
    ...(onUpdate === "no action" ? [] : [` ON UPDATE ${ACTIONS[onUpdate]}`]),
    ...(onDelete === "no action" ? [] : [` ON DELETE ${ACTIONS[onDelete]}`]),
  ].join("");
  return {
    type: "foreign key",
    sql: `FOREIGN KEY (${serverNames(columns)}) REFERENCES ${target}${actions}`,
    columns,
    references: {
      table: objectId("table", [schema, references.table]),
      columns: references.columns,
      onDelete,
      onUpdate,
    },
    valid: true,
  };
}

/** The check that keeps a column to its enum's values; undefined for columns of other kinds. */
export function enumCheck(column: Column): ConstraintDefinition | undefined {
  if (column.type.kind !== "enum") return undefined;
  const values = column.type.values.map((value) => `${quoteText(value)}::text`);
  const [only] = values;
  const list = values.length === 1 && only !== undefined ? only : `ANY (ARRAY[${values.join(", ")}])`;
  const sql = `CHECK ((${serverName(column.name)} = ${list}))`;
  return { type: "check", sql, columns: [column.name], valid: true };
}

/** An index; nulls come where an order of the query package puts them. */
export function indexDefinition(path: readonly string[], table: Table, index: TableIndex): IndexDefinition {
  const nullable = new Set(table.columns.filter((column) => column.nullable).map((column) => column.name));
  const columns = index.columns.map(({ name, direction }) => {
    const order = direction === "asc" ? "" : " DESC";
    const nulls = direction === "asc" ? " NULLS FIRST" : " NULLS LAST";
    return `${serverName(name)}${order}${nullable.has(name) ? nulls : ""}`;
  });
  const head = `CREATE ${index.unique ? "UNIQUE " : ""}INDEX ${serverName(index.name)}`;
  return {
    sql: `${head} ON ${path.map(serverName).join(".")} USING btree (${columns.join(", ")})`,
    method: "btree",
    unique: index.unique,
    columns: index.columns.map(({ name }) => name),
    valid: true,
  };
}
