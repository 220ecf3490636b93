import { suggestion } from "@dataflow/core";
import type { AssignmentOperator } from "../ast/assignment-node.ts";
import type { DialectCodec } from "../dialects/column-codec.ts";
import { quoteIdentifier } from "../dialects/predicate-text.ts";
import type { Column, QueryDialect } from "../dialects/query-dialect.ts";
import { queryErrors } from "../errors/query-errors.ts";
import type { StatementPlan } from "../statement/compiled-statement.ts";
import type { QueryTable } from "../table/query-table.ts";
import { ShapePart } from "./shape-part.ts";

/** A table made ready for one dialect, with the plans compiled for it. Lives as long as the table does. */
export interface TableView<Codec extends DialectCodec> {
  readonly table: QueryTable;
  /** Tells it from every other view, in shapes. */
  readonly id: number;
  /** The quoted name, with its schema. */
  readonly sql: string;
  readonly columns: ReadonlyMap<string, Column<Codec>>;
  /** All columns in the table's order. */
  readonly list: readonly Column<Codec>[];
  /** Plans by shape, oldest first. */
  readonly plans: Map<string, StatementPlan>;
  /** The texts of filters on their own, by shape, oldest first. */
  readonly conditions: Map<string, string>;
  /** Lists that were looked up before, those that cannot change meanwhile. */
  readonly lists: WeakMap<readonly string[], ColumnList<Codec>>;
  /** What stands for the change of a column in a shape, by operator and token. */
  readonly changes: Map<AssignmentOperator, Map<string, ShapePart>>;
  /** What stands behind the last change. */
  readonly changesEnd: ShapePart;
}

/** Fields that a statement names, as its columns and as a part of its shape. */
export interface ColumnList<Codec extends DialectCodec> {
  readonly columns: readonly Column<Codec>[];
  readonly part: ShapePart;
}

let lastId = 0;

/**
 * Makes a table ready for a dialect.
 *
 * @param table the table
 * @param dialect the dialect
 * @returns its view, with no plans yet
 */
export function createTableView<Codec extends DialectCodec>(
  table: QueryTable,
  dialect: QueryDialect<Codec>,
): TableView<Codec> {
  const list = Array.from(table.fields.values(), (field, index) => {
    const codec = dialect.codec(field.type, `${table.label}.${field.name}`);
    return Object.freeze({ field, token: `${index},`, sql: quoteIdentifier(field.column), codec });
  });
  return Object.freeze({
    table,
    id: ++lastId,
    sql: quoteTable(table),
    columns: new Map(list.map((column) => [column.field.name, column])),
    list: Object.freeze(list),
    plans: new Map(),
    conditions: new Map(),
    lists: new WeakMap(),
    changes: new Map(),
    changesEnd: new ShapePart(";"),
  });
}

/**
 * The quoted name of a table.
 *
 * @param table the table
 * @returns its name, with its schema
 */
export function quoteTable({ name, schema }: QueryTable): string {
  return `${schema === undefined ? "" : `${quoteIdentifier(schema)}.`}${quoteIdentifier(name)}`;
}

/**
 * The column of a field.
 *
 * @param view the table
 * @param name the field's name
 * @returns the column
 * @throws QUERY.UNKNOWN_FIELD when the table has no such field
 */
export function columnOf<Codec extends DialectCodec>(
  view: Pick<TableView<Codec>, "columns" | "table">,
  name: string,
): Column<Codec> {
  const column = view.columns.get(name);
  if (column !== undefined) return column;
  throw queryErrors.create("UNKNOWN_FIELD", {
    message: `A statement over ${view.table.label} names the field "${name}", which it does not have`,
    why: "statements may only name fields of their table",
    fix: suggestion(name, [...view.columns.keys()]),
    meta: { table: view.table.label, field: name },
  });
}

/**
 * The columns of several fields.
 *
 * @param view the table
 * @param names the fields' names; a frozen list is looked up only once
 * @returns the columns, and what stands for them in the shape of a statement
 * @throws QUERY.UNKNOWN_FIELD when the table has no such field
 */
export function columnsOf<Codec extends DialectCodec>(
  view: TableView<Codec>,
  names: readonly string[],
): ColumnList<Codec> {
  const known = view.lists.get(names);
  if (known !== undefined) return known;
  const columns = names.map((name) => columnOf(view, name));
  const list = { columns, part: new ShapePart(`${columns.map(({ token }) => token).join("")};`) };
  if (Object.isFrozen(names)) view.lists.set(names, list);
  return list;
}

/**
 * What stands for the change of a column in the shape of a statement.
 *
 * @param view the table
 * @param operator how the column changes
 * @param column the column
 * @returns the part of the shape, the same one each time
 */
export function changePart<Codec extends DialectCodec>(
  { changes }: TableView<Codec>,
  operator: AssignmentOperator,
  { token }: Column<Codec>,
): ShapePart {
  let parts = changes.get(operator);
  if (parts === undefined) {
    parts = new Map();
    changes.set(operator, parts);
  }
  let part = parts.get(token);
  if (part === undefined) {
    part = new ShapePart(`${operator} ${token}`);
    parts.set(token, part);
  }
  return part;
}
