import type { ColumnDef, Constraint, Node } from "@pgsql/types";
import { type DatabaseModel, relationAddress } from "../database-model.ts";
import { dropObjects } from "../deletion.ts";
import { isVolatile, provesNotNull, sequencesOf } from "../expressions.ts";
import type { ColumnFact, Oid } from "../facts.ts";
import { columnType, isCheckedDomain, isSerial } from "../type-names.ts";
import { type ActionRule, type Alteration, lockedFamily, workOn } from "./alteration.ts";
import { addConstraint } from "./constraints.ts";

/** ADD COLUMN: the rows stay as they are when one value, known beforehand, can stand for the new column of all of them. */
export const addColumn: ActionRule = ({ def }, alteration) => {
  if (def === undefined || !("ColumnDef" in def)) return;
  const column = def.ColumnDef;
  const { model } = alteration;
  const name = column.colname ?? "";
  const members = lockedFamily(alteration).filter((table) => model.column(table, name) === undefined);
  const filling = fillingOf(column, alteration);
  for (const table of members) {
    const work = workOn(alteration, table);
    if (filling === "rewrites") work.rewrites = true;
    if (filling === "checks") work.scans = true;
    if (filling === "rewrites")
      for (const { oid } of usedSequences(column, alteration)) alteration.draft.lock(oid, "ROW EXCLUSIVE");
    model.setColumn(columnOfNew(column, table, model));
  }
  if (members.length === 0) return;
  for (const constraint of constraintsOf(column)) {
    if (
      ["CONSTR_DEFAULT", "CONSTR_NULL", "CONSTR_NOTNULL", "CONSTR_IDENTITY", "CONSTR_GENERATED"].includes(
        constraint.contype ?? "",
      )
    )
      continue;
    const isEmpty = constraint.contype === "CONSTR_FOREIGN" && defaultOf(column) === undefined;
    addConstraint({ ...constraint, ...(isEmpty && { skip_validation: true }) }, alteration, [name]);
  }
};

type Filling = "nothing" | "checks" | "rewrites";

function fillingOf(column: ColumnDef, { model }: Alteration): Filling {
  const constraints = constraintsOf(column);
  const generated = constraints.find(({ contype }) => contype === "CONSTR_GENERATED");
  const isNotNull = constraints.some(({ contype }) => contype === "CONSTR_NOTNULL");
  if (generated !== undefined) {
    if (generated.generated_kind !== "v") return "rewrites";
    return isNotNull ? "checks" : "nothing";
  }
  if (isSerial(column.typeName) || constraints.some(({ contype }) => contype === "CONSTR_IDENTITY")) return "rewrites";
  const value = defaultOf(column);
  if (isVolatile(value, model)) return "rewrites";
  const type = columnType(column.typeName, model);
  if (type !== undefined && isCheckedDomain(type.type, model)) return "rewrites";
  return isNotNull && value === undefined ? "checks" : "nothing";
}

function usedSequences(column: ColumnDef, { model }: Alteration) {
  return sequencesOf(defaultOf(column), model);
}

function defaultOf(column: ColumnDef): Node | undefined {
  return constraintsOf(column).find(({ contype }) => contype === "CONSTR_DEFAULT")?.raw_expr;
}

/** The constraints that stand behind a column. */
export function constraintsOf(column: ColumnDef): readonly Constraint[] {
  return (column.constraints ?? []).flatMap((node) => ("Constraint" in node ? [node.Constraint] : []));
}

/** A column as it will be in the catalog. */
export function columnOfNew(column: ColumnDef, table: Oid, model: DatabaseModel): ColumnFact {
  const type = columnType(column.typeName, model);
  const constraints = constraintsOf(column);
  const kinds = constraints.map(({ contype }) => contype);
  return {
    table,
    number: model.nextColumnNumber(table),
    name: column.colname ?? "",
    type: type?.type ?? "",
    modifier: type?.modifier ?? -1,
    collation: model.types.get(type?.type ?? "")?.collation ?? "0",
    isNotNull:
      isSerial(column.typeName) ||
      kinds.some((kind) => kind === "CONSTR_NOTNULL" || kind === "CONSTR_PRIMARY" || kind === "CONSTR_IDENTITY"),
    generated: constraints.find(({ contype }) => contype === "CONSTR_GENERATED")?.generated_kind ?? "",
    identity: kinds.includes("CONSTR_IDENTITY") ? "a" : "",
  };
}

/** DROP COLUMN: the rows stay; indexes, constraints and with CASCADE views on the column go. */
export const dropColumn: ActionRule = ({ name = "" }, alteration) => {
  const columns = lockedFamily(alteration).flatMap((table) => alteration.model.column(table, name) ?? []);
  dropObjects(
    alteration.draft,
    columns.map(({ table, number }) => relationAddress(table, number)),
  );
};

/** SET NOT NULL: all rows are read, unless a CHECK that holds for all of them proves it. */
export const setNotNull: ActionRule = ({ name = "" }, alteration) => {
  for (const table of lockedFamily(alteration)) requireValue(alteration, table, name);
};

/** A column of one table must have a value in each row. @returns whether that is new */
export function requireValue(alteration: Alteration, table: Oid, name: string): boolean {
  const { model } = alteration;
  const column = model.column(table, name);
  if (column === undefined) return false;
  const constraints = model.constraintsOf(table);
  const isDoubtful = constraints.some(
    ({ type, columns, isValidated }) => type === "n" && columns.includes(column.number) && !isValidated,
  );
  if (column.isNotNull && !isDoubtful) return false;
  const isProved = constraints.some(
    ({ type, isValidated, isEnforced, expression }) =>
      type === "c" && isValidated && isEnforced && provesNotNull(expression, name),
  );
  if (!isProved) workOn(alteration, table).scans = true;
  model.setColumn({ ...column, isNotNull: true });
  return true;
}

/** DROP NOT NULL. */
export const dropNotNull: ActionRule = ({ name = "" }, alteration) => {
  for (const table of lockedFamily(alteration)) {
    const column = alteration.model.column(table, name);
    if (column !== undefined) alteration.model.setColumn({ ...column, isNotNull: false });
  }
};

/** Actions that change the catalog of the table and of all its partitions and heirs, and nothing else. */
export const familyOnly: ActionRule = (_action, alteration) => {
  lockedFamily(alteration);
};

/** Actions that partitions share, and heirs do not. */
export const partitionsToo: ActionRule = (_action, alteration) => {
  if (alteration.table.kind === "p") lockedFamily(alteration);
};

/** Actions that change the catalog of the table alone. */
export const tableOnly: ActionRule = () => {};
