import type { ColumnDef, Constraint } from "@pgsql/types";
import type { TableName } from "../../diff/table-name.ts";
import { type PostgresContext, tableActions } from "./postgres-context.ts";
import { columnConstraints, namesOf, pick } from "./tree.ts";

/** A column that ALTER TABLE adds. */
export interface AddedColumn {
  readonly table: TableName;
  readonly name: string;
  readonly column: ColumnDef;
  readonly constraints: readonly Constraint[];
  readonly isAlone: boolean;
}

/** The columns that the statement adds to tables. */
export function addedColumns(context: PostgresContext): readonly AddedColumn[] {
  return tableActions(context, "AT_AddColumn").flatMap(({ table, command, isAlone }) => {
    const column = pick(command.def, "ColumnDef");
    if (column === undefined) return [];
    return [{ table, name: column.colname ?? "", column, constraints: columnConstraints(column), isAlone }];
  });
}

/** A constraint that ALTER TABLE adds, in a clause of its own. */
export interface AddedConstraint {
  readonly table: TableName;
  readonly constraint: Constraint;
  readonly isAlone: boolean;
}

/** The constraints that the statement adds to tables, except those behind a new column. */
export function addedConstraints(context: PostgresContext): readonly AddedConstraint[] {
  return tableActions(context, "AT_AddConstraint").flatMap(({ table, command, isAlone }) => {
    const constraint = pick(command.def, "Constraint");
    return constraint === undefined ? [] : [{ table, constraint, isAlone }];
  });
}

/** Whether rows that are there are checked when the constraint is added. */
export function isChecked(constraint: Constraint): boolean {
  return constraint.skip_validation !== true && isEnforced(constraint);
}

/** A constraint is enforced unless it says otherwise; only checks and references can. */
export function isEnforced(constraint: Constraint): boolean {
  const canSay = constraint.contype === "CONSTR_CHECK" || constraint.contype === "CONSTR_FOREIGN";
  return !canSay || constraint.is_enforced === true;
}

/** The columns of a key, or those that refer. */
export function constraintColumns(constraint: Constraint): readonly string[] {
  return namesOf(constraint.contype === "CONSTR_FOREIGN" ? constraint.fk_attrs : constraint.keys);
}

/** The columns that a condition proves to have a value: it is `a IS NOT NULL`, or has that among its ANDs. */
export function provenColumns(constraint: Constraint): readonly string[] {
  if (constraint.contype === "CONSTR_NOTNULL") return namesOf(constraint.keys);
  return constraint.contype === "CONSTR_CHECK" ? provenBy(constraint.raw_expr) : [];
}

function provenBy(expression: Constraint["raw_expr"]): readonly string[] {
  const both = pick(expression, "BoolExpr");
  if (both?.boolop === "AND_EXPR") return (both.args ?? []).flatMap((part) => provenBy(part));
  const test = pick(expression, "NullTest");
  if (test?.nulltesttype !== "IS_NOT_NULL") return [];
  const [name, more] = namesOf(pick(test.arg, "ColumnRef")?.fields);
  return name !== undefined && more === undefined ? [name] : [];
}
