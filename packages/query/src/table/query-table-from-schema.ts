import { identifierProblem, type Table } from "@dataflow/core";
import { queryErrors } from "../errors/query-errors.ts";
import { RESERVED_KEYS } from "../values/reserved-keys.ts";
import type { QueryField, QueryTable } from "./query-table.ts";

/** How a table's columns are called in queries. */
export interface TableNaming {
  /** What messages call the table; its name by default. */
  readonly label?: string;
  /** The field's name for a column; the column's own by default. */
  readonly fieldName?: (column: string) => string;
}

/**
 * Makes the closed list of names that queries over a table may use.
 *
 * @param table the table as Schema IR
 * @param naming how its columns are called
 * @returns the frozen table
 * @throws QUERY.INVALID_TABLE when two columns get one name, or a name cannot be used in a filter
 * @example
 * ```ts
 * import { queryTable } from "@dataflow/query";
 *
 * const users = queryTable({
 *   name: "users",
 *   columns: [{ name: "id", type: { kind: "integer" }, nullable: false }],
 *   primaryKey: { columns: ["id"] },
 *   uniques: [], foreignKeys: [], indexes: [],
 * });
 * ```
 */
export function queryTable(table: Table, naming: TableNaming = {}): QueryTable {
  const label = naming.label ?? table.name;
  const nameOf = naming.fieldName ?? ((column: string) => column);
  const fields = new Map<string, QueryField>();
  for (const column of table.columns) {
    const name = nameOf(column.name);
    const problem =
      nameProblem(name) ??
      identifierProblem(column.name) ??
      (fields.has(name) ? "another column has it too" : undefined);
    if (problem !== undefined) throw invalidName(label, name, problem);
    fields.set(name, Object.freeze({ name, column: column.name, type: column.type, nullable: column.nullable }));
  }
  const primaryKey = Object.freeze((table.primaryKey?.columns ?? []).map(nameOf));
  const schema = table.schema === undefined ? {} : { schema: table.schema };
  return Object.freeze({ label, name: table.name, ...schema, fields, primaryKey, ...textSearchOf(table, nameOf) });
}

function textSearchOf({ textIndex }: Table, nameOf: (column: string) => string): Pick<QueryTable, "textSearch"> {
  if (textIndex === undefined) return {};
  const fields = Object.freeze(textIndex.columns.map(nameOf));
  return { textSearch: Object.freeze({ index: textIndex.name, fields }) };
}

/**
 * What keeps a name from being one that queries can use.
 *
 * @param name the name
 * @returns the reason, or undefined
 */
export function nameProblem(name: string): string | undefined {
  if (RESERVED_KEYS.has(name)) return "JavaScript gives every object a property of that name";
  if (name.startsWith("$")) return "names that start with $ are operators";
  if (name.startsWith("-")) return "a leading - means descending order";
  if (name.includes(".")) return "a dot leads into a JSON document";
  return name === "" ? "it is empty" : undefined;
}

function invalidName(label: string, name: string, problem: string) {
  return queryErrors.create("INVALID_TABLE", {
    message: `${label} cannot have a field named "${name}"`,
    why: problem,
    fix: "give its column another field name",
    meta: { table: label, field: name },
  });
}
