import type { Constraint, CreateStmt } from "@pgsql/types";
import type { TableName } from "../../diff/table-name.ts";
import { advanceTransaction } from "./advance-transaction.ts";
import { addedColumns, addedConstraints, constraintColumns, isChecked, provenColumns } from "./constraints.ts";
import { catalogColumn, type PostgresContext, tableActions } from "./postgres-context.ts";
import { keyOf, partKey, type ScriptState } from "./script-state.ts";
import { statementLocks } from "./statement-locks.ts";
import { columnConstraints, namesOf, pick, pickAll, tableOf, typeText } from "./tree.ts";

/**
 * Takes note of what a statement has done, for those that come after it.
 *
 * @param context the statement, with the state before it
 */
export function advanceState(context: PostgresContext): void {
  const { state, statement } = context;
  for (const { table, lock } of statementLocks(statement, state)) state.hold(table, lock);
  noteCreated(context);
  noteColumns(context);
  noteConstraints(context);
  noteIndexes(context);
  noteRows(context);
  noteTypes(context);
  advanceTransaction(context);
}

function noteCreated({ state, statement: { tree } }: PostgresContext): void {
  const create = pick(tree, "CreateStmt");
  if (create !== undefined) noteTable(state, create);
  const into = pick(tree, "CreateTableAsStmt");
  const table = into?.into?.rel ?? pick(tree, "SelectStmt")?.intoClause?.rel;
  const skips = into?.if_not_exists === true;
  if (table !== undefined && !skips) {
    const query = pick(into?.query, "SelectStmt") ?? pick(tree, "SelectStmt");
    const rows = into?.into?.skipData === true ? "none" : query?.fromClause === undefined ? "few" : "many";
    const isTemporary = table.relpersistence === "t";
    addTable(state, tableOf(table), { rows, columns: new Map(), isPartitioned: false, isTemporary });
  }
  const view = pick(tree, "ViewStmt");
  if (view !== undefined && view.replace !== true) state.created.add(`view ${keyOf(tableOf(view.view))}`);
  const schema = pick(tree, "CreateSchemaStmt");
  if (schema !== undefined) state.created.add(`schema ${schema.schemaname ?? ""}`);
}

function noteTable(state: ScriptState, create: CreateStmt): void {
  const columns = new Map<string, string>();
  for (const { colname = "", typeName } of pickAll(create.tableElts, "ColumnDef"))
    columns.set(colname, typeText(typeName));
  const table = tableOf(create.relation);
  addTable(state, table, {
    rows: "none",
    columns,
    isPartitioned: create.partspec !== undefined,
    isTemporary: create.relation?.relpersistence === "t",
  });
  for (const column of pickAll(create.tableElts, "ColumnDef")) {
    for (const constraint of columnConstraints(column))
      noteConstraint(state, table, constraint, [column.colname ?? ""]);
  }
  for (const constraint of pickAll(create.tableElts, "Constraint")) noteConstraint(state, table, constraint);
}

type NewTable = Pick<Parameters<ScriptState["tables"]["set"]>[1], "rows" | "columns" | "isPartitioned" | "isTemporary">;

function addTable(state: ScriptState, table: TableName, made: NewTable): void {
  if (state.tables.has(keyOf(table))) return;
  state.locks.delete(keyOf(table));
  state.tables.set(keyOf(table), { table, transaction: state.transaction, isPublished: false, ...made });
}

function noteColumns(context: PostgresContext): void {
  const { state } = context;
  for (const { table, name, column, constraints } of addedColumns(context)) {
    const type = typeText(column.typeName);
    state.addedColumns.set(partKey(table, name), { type, transaction: state.transaction });
    state.tables.get(keyOf(table))?.columns.set(name, type);
    for (const constraint of constraints) noteConstraint(state, table, constraint, [name]);
  }
  for (const { table, command } of tableActions(context, "AT_DropColumn")) {
    const column = command.name ?? "";
    const type =
      state.addedColumns.get(partKey(table, column))?.type ?? catalogColumn(context, table, column)?.definition.type;
    state.droppedColumns.set(keyOf(table), [...(state.droppedColumns.get(keyOf(table)) ?? []), { column, type }]);
    state.addedColumns.delete(partKey(table, column));
  }
  for (const { table, command } of tableActions(context, "AT_SetNotNull")) {
    state.notNull.add(partKey(table, command.name ?? ""));
  }
}

function noteConstraints(context: PostgresContext): void {
  const { state } = context;
  for (const { table, constraint } of addedConstraints(context)) noteConstraint(state, table, constraint);
  for (const { table, command } of tableActions(context, "AT_ValidateConstraint")) {
    const found = state.constraints.get(partKey(table, command.name ?? ""));
    if (found === undefined) state.validated.add(partKey(table, command.name ?? ""));
    if (found === undefined) continue;
    found.isValid = true;
    for (const column of found.provesNotNull) state.notNull.add(partKey(table, column));
  }
}

function noteConstraint(
  state: ScriptState,
  table: TableName,
  constraint: Constraint,
  behind: readonly string[] = [],
): void {
  const columns = [...behind, ...constraintColumns(constraint)];
  const isValid = isChecked(constraint);
  const proven = provenColumns(constraint);
  const isNotNull = constraint.contype === "CONSTR_NOTNULL" || constraint.contype === "CONSTR_PRIMARY";
  const provesNotNull = isNotNull ? [...proven, ...columns] : proven;
  const name = constraint.conname ?? defaultName(table, constraint, columns);
  state.constraints.set(partKey(table, name), {
    name,
    transaction: state.transaction,
    isValid,
    provesNotNull,
    columns,
  });
  if (isValid) for (const column of provesNotNull) state.notNull.add(partKey(table, column));
  if (constraint.contype === "CONSTR_UNIQUE" || constraint.contype === "CONSTR_PRIMARY") {
    state.indexes.set(name, { table, columns, isUnique: true, isPartial: false });
  }
}

const ENDINGS: ReadonlyMap<string, string> = new Map([
  ["CONSTR_UNIQUE", "key"],
  ["CONSTR_FOREIGN", "fkey"],
  ["CONSTR_CHECK", "check"],
]);

/** As the server names a constraint that has no name. */
function defaultName({ name }: TableName, { contype }: Constraint, columns: readonly string[]): string {
  if (contype === "CONSTR_PRIMARY") return `${name}_pkey`;
  const known = ENDINGS.get(contype ?? "") ?? "not_null";
  return [name, ...columns, known].join("_");
}

function noteIndexes({ state, statement: { tree } }: PostgresContext): void {
  const index = pick(tree, "IndexStmt");
  if (index !== undefined) {
    const columns = pickAll(index.indexParams, "IndexElem").map(({ name }) => name ?? "");
    const { idxname = [tableOf(index.relation).name, ...columns, "idx"].join("_") } = index;
    const isPartial = index.whereClause !== undefined;
    state.indexes.set(idxname, { table: tableOf(index.relation), columns, isUnique: index.unique === true, isPartial });
  }
  const drop = pick(tree, "DropStmt");
  if (drop?.removeType !== "OBJECT_INDEX") return;
  for (const { items } of pickAll(drop.objects, "List")) {
    const name = namesOf(items).at(-1) ?? "";
    state.droppedIndexes.add(name);
    state.indexes.delete(name);
  }
}

function noteRows(context: PostgresContext): void {
  const { state, statement } = context;
  const { tree } = statement;
  const insert = pick(tree, "InsertStmt");
  const copy = pick(tree, "CopyStmt");
  const changed = insert?.relation ?? pick(tree, "UpdateStmt")?.relation ?? pick(tree, "DeleteStmt")?.relation;
  const range = changed ?? (copy?.is_from === true ? copy.relation : undefined);
  if (range === undefined) return;
  const key = keyOf(tableOf(range));
  state.written.add(key);
  const made = state.tables.get(key);
  if (made === undefined || (insert === undefined && copy === undefined)) return;
  const isSpelt = insert !== undefined && readsNothing(insert.selectStmt);
  made.rows = isSpelt && made.rows !== "many" ? "few" : "many";
}

/** INSERT with VALUES, or with a SELECT from nothing. */
function readsNothing(select: Parameters<typeof pick>[0]): boolean {
  return pick(select, "SelectStmt")?.fromClause === undefined;
}

function noteTypes(context: PostgresContext): void {
  const { state, statement } = context;
  const { tree } = statement;
  const domain = pick(tree, "CreateDomainStmt");
  if (domain !== undefined) {
    const isConstrained = pickAll(domain.constraints, "Constraint").some(
      ({ contype }) => contype === "CONSTR_CHECK" || contype === "CONSTR_NOTNULL",
    );
    state.types.set(namesOf(domain.domainname).at(-1) ?? "", { isConstrained, transaction: state.transaction });
  }
  const type = pick(tree, "CreateEnumStmt")?.typeName;
  if (type !== undefined)
    state.types.set(namesOf(type).at(-1) ?? "", { isConstrained: false, transaction: state.transaction });
  const value = pick(tree, "AlterEnumStmt");
  if (value?.newVal !== undefined && value.oldVal === undefined) {
    state.enumValues.set(value.newVal, { type: namesOf(value.typeName).at(-1) ?? "", transaction: state.transaction });
  }
  for (const { table, command } of tableActions(context, "AT_AttachPartition")) {
    const child = state.tables.get(keyOf(tableOf(pick(command.def, "PartitionCmd")?.name)));
    if (child !== undefined && !state.tables.has(keyOf(table))) child.isPublished = true;
  }
}
