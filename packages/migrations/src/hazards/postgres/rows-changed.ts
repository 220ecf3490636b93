import type { A_Expr, Node } from "@pgsql/types";
import type { TableName } from "../../diff/table-name.ts";
import { constraintsOf, indexesOf, type PostgresContext } from "./postgres-context.ts";
import { allOf, namesOf, pick, pickAll, tableOf } from "./tree.ts";

/** UPDATE or DELETE of a table. */
export interface RowChange {
  readonly table: TableName;
  readonly verb: "UPDATE" | "DELETE";
  readonly where: Node | undefined;
  /** What else it reads: WITH, FROM, USING. */
  readonly sources: readonly unknown[];
  /** The columns that UPDATE sets. */
  readonly columns: readonly string[];
}

/** The rows that a statement changes; undefined when it is neither UPDATE nor DELETE. */
export function rowChange({ statement: { tree } }: PostgresContext): RowChange | undefined {
  const update = pick(tree, "UpdateStmt");
  if (update !== undefined) {
    const columns = pickAll(update.targetList, "ResTarget").map(({ name }) => name ?? "");
    return {
      table: tableOf(update.relation),
      verb: "UPDATE",
      where: update.whereClause,
      sources: [update.withClause, update.fromClause],
      columns,
    };
  }
  const remove = pick(tree, "DeleteStmt");
  if (remove === undefined) return undefined;
  return {
    table: tableOf(remove.relation),
    verb: "DELETE",
    where: remove.whereClause,
    sources: [remove.withClause, remove.usingClause],
    columns: [],
  };
}

/** Names of columns that tell rows apart, or nearly so, where no catalog says which do. */
const TELLING = /^(?:id|uuid|guid|key|code|slug|email|username|handle|token|ctid|.*_(?:id|uuid|key|code|slug|email))$/i;

/**
 * How many rows a condition lets through: all of them, a batch, or nobody knows.
 *
 * @param context the statement
 * @param change its table and condition
 * @returns `"all"` also for a condition that is always true
 */
export function boundOf(context: PostgresContext, { table, where, sources }: RowChange): "all" | "batch" | "unknown" {
  if (where === undefined || isAlwaysTrue(where)) return "all";
  if (allOf([where, ...sources], "SelectStmt").some(({ limitCount }) => limitCount !== undefined)) return "batch";
  const parts = conjuncts(where);
  if (parts.some((part) => fixesRow(context, table, part))) return "batch";
  return isRange(parts) ? "batch" : "unknown";
}

function isAlwaysTrue(where: Node): boolean {
  if (allOf(where, "ColumnRef").length > 0 || allOf(where, "SubLink").length > 0) return false;
  const constant = pick(where, "A_Const");
  if (constant?.boolval !== undefined) return constant.boolval.boolval === true;
  return true;
}

function conjuncts(where: Node): readonly Node[] {
  const both = pick(where, "BoolExpr");
  return both?.boolop === "AND_EXPR" ? (both.args ?? []).flatMap(conjuncts) : [where];
}

/** `id = 7`, `id IN (1, 2)`: for a column that tells rows apart. */
function fixesRow(context: PostgresContext, table: TableName, part: Node): boolean {
  const comparison = pick(part, "A_Expr");
  if (comparison === undefined || !isEquality(comparison)) return false;
  const column = columnName(comparison.lexpr) ?? columnName(comparison.rexpr);
  const other = columnName(comparison.lexpr) === undefined ? comparison.lexpr : comparison.rexpr;
  if (column === undefined || allOf(other, "ColumnRef").length > 0 || allOf(other, "SubLink").length > 0) return false;
  return tells(context, table, column);
}

function tells(context: PostgresContext, table: TableName, column: string): boolean {
  if (context.facts.catalog === undefined) return TELLING.test(column);
  const keys = constraintsOf(context, table).filter(({ definition }) => /key|unique/.test(definition.type));
  const isOwn = keys.some(({ definition }) => definition.columns.length === 1 && definition.columns[0] === column);
  const isUnique = indexesOf(context, table).some(
    ({ definition }) => definition.unique && definition.columns.length === 1 && definition.columns[0] === column,
  );
  return isOwn || isUnique || column === "ctid" || TELLING.test(column);
}

function isEquality({ kind, name }: A_Expr): boolean {
  if (kind === "AEXPR_IN" || kind === "AEXPR_OP_ANY") return namesOf(name)[0] === "=";
  return kind === "AEXPR_OP" && namesOf(name)[0] === "=";
}

/** Bounded from both sides: `id > 1000 AND id <= 2000`, `id BETWEEN 1 AND 1000`. */
function isRange(parts: readonly Node[]): boolean {
  const lower = new Set<string>();
  const upper = new Set<string>();
  for (const part of parts) {
    const comparison = pick(part, "A_Expr");
    const column = columnName(comparison?.lexpr);
    if (comparison === undefined || column === undefined || !TELLING.test(column)) continue;
    if (comparison.kind === "AEXPR_BETWEEN") return true;
    const sign = namesOf(comparison.name)[0] ?? "";
    if (sign.startsWith(">")) lower.add(column);
    if (sign.startsWith("<")) upper.add(column);
  }
  return [...lower].some((column) => upper.has(column));
}

function columnName(node: Node | undefined): string | undefined {
  return namesOf(pick(node, "ColumnRef")?.fields).at(-1);
}
