import { lateExpression } from "@dataflow/core";
import type { DatabaseErrorKind } from "../../errors/database-errors.ts";
import { type DriverFailure, withoutAbsent } from "../../errors/driver-failure.ts";
import { textField } from "../../errors/error-fields.ts";
import type { SqlStateFailure } from "./sql-states.ts";

type Describe = (failure: SqlStateFailure) => Omit<DriverFailure, "kind">;

/** Describes failures that are about a row, a value or a name in a statement; undefined for every other kind. */
export function describeRowFailure(kind: DatabaseErrorKind, failure: SqlStateFailure): DriverFailure | undefined {
  const describe = DESCRIPTIONS.get(kind);
  return describe === undefined ? undefined : { kind, ...describe(failure) };
}

const outsideOfNames = lateExpression(String.raw`[^\p{L}\p{N}_$]`, "u");

/**
 * The column names of `Key (a, b)=(1, 2) already exists.` without the values. In every language the list is in
 * parentheses before `=(`; an expression in it has no column name, so there is none to give.
 */
export function keyColumns(detail: string | undefined): readonly string[] {
  const list = detail === undefined ? undefined : /\((?<list>.+?)\)=\(/s.exec(detail)?.groups?.list;
  if (list === undefined) return [];
  const columns = list.match(/"(?:[^"]|"")+"|[^,\s]+/g) ?? [];
  if (columns.some((column) => !column.startsWith('"') && outsideOfNames().test(column))) return [];
  return columns.map((column) => (column.startsWith('"') ? column.slice(1, -1).replaceAll('""', '"') : column));
}

/** The name that a message quotes: `relation "users" does not exist`. Only for messages that quote nothing but names. */
function quotedName(error: unknown): string | undefined {
  return /"(?<name>[^"]+)"/.exec(textField(error, "message") ?? "")?.groups?.name;
}

/** The first line of the context is the innermost function: `PL/pgSQL function check_stock() line 3 at RAISE`, in any language. */
function raisingFunction(context: string | undefined): string | undefined {
  const [innermost = ""] = context?.split("\n", 1) ?? [];
  return /(?<name>[^\s()]+)\([^()]*\)/.exec(innermost)?.groups?.name;
}

function place(failure: SqlStateFailure): string {
  const { table, column } = failure.facts;
  if (table === undefined) return "the statement";
  return column === undefined ? `table "${table}"` : `"${table}"."${column}"`;
}

const DESCRIPTIONS: ReadonlyMap<DatabaseErrorKind, Describe> = new Map<DatabaseErrorKind, Describe>([
  [
    "UNIQUE_VIOLATION",
    (failure) => {
      const { constraint, table, schema } = failure.facts;
      const columns = keyColumns(textField(failure.error, "detail"));
      const on = columns.length === 0 ? "" : ` on ${columns.map((column) => `"${column}"`).join(", ")}`;
      return {
        message: `A row of ${place(failure)} would break the uniqueness${on}`,
        why: `another row has the same values${constraint === undefined ? "" : ` under "${constraint}"`}`,
        fix: "choose other values, or update the row that is there (upsert)",
        meta: withoutAbsent({ constraint, schema, table, columns }),
      };
    },
  ],
  [
    "FOREIGN_KEY_VIOLATION",
    (failure) => {
      const { constraint, table, schema } = failure.facts;
      return {
        message: `The reference ${constraint === undefined ? "" : `"${constraint}" `}of ${place(failure)} would lead nowhere`,
        why: "the row it refers to does not exist, or the row to be removed is still referred to",
        fix: "create the referred row first, or remove the referring rows first",
        meta: withoutAbsent({ constraint, schema, table, columns: keyColumns(textField(failure.error, "detail")) }),
      };
    },
  ],
  [
    "NOT_NULL_VIOLATION",
    (failure) => {
      const { table, column, schema } = failure.facts;
      return {
        message: `${place(failure)} was given no value`,
        why: "the column must have one",
        fix: "give a value, or make the column nullable",
        meta: withoutAbsent({ schema, table, columns: column === undefined ? [] : [column] }),
      };
    },
  ],
  [
    "CHECK_VIOLATION",
    (failure) => {
      const { constraint, table, schema } = failure.facts;
      return {
        message:
          `A row of ${place(failure)} does not satisfy the check ${constraint === undefined ? "" : `"${constraint}"`}`.trimEnd(),
        why: "a value is not one of those that the table allows",
        fix: "correct the value, or change the check",
        meta: withoutAbsent({ constraint, schema, table }),
      };
    },
  ],
  [
    "TRIGGER_REFUSED",
    (failure) => {
      const { constraint, table, schema, column } = failure.facts;
      const raisedIn = raisingFunction(textField(failure.error, "where"));
      return {
        message: `${raisedIn === undefined ? "A trigger or a function" : `The function "${raisedIn}"`} of the database refused what was asked`,
        why: `it raised an error (SQLSTATE ${failure.code}), whose message is not repeated because it may hold values`,
        fix: "give what the function accepts; the server's log has its message",
        meta: withoutAbsent({
          function: raisedIn,
          constraint,
          schema,
          table,
          columns: column === undefined ? undefined : [column],
          sqlState: failure.code,
        }),
      };
    },
  ],
  [
    "VALUE_OUT_OF_RANGE",
    valueFailure("is too large or too long for its column", "give a smaller value, or widen the column"),
  ],
  ["INVALID_VALUE", valueFailure("is not one of the type that is wanted", "give a value of the column's type")],
  [
    "INVALID_PARAMETER",
    () => ({
      message: "The parameters do not fit the statement",
      why: "there are more or fewer than it has placeholders, or the type of one cannot be determined",
      fix: "give one parameter for each placeholder $1, $2, …, with a cast where its type is not clear",
    }),
  ],
  [
    "PERMISSION_DENIED",
    (failure) => ({
      message: `The user may not do this to ${place(failure)}`,
      why: "the server's permissions do not allow it",
      fix: "grant the permission, or connect as another user",
      meta: withoutAbsent({ table: failure.facts.table }),
    }),
  ],
  [
    "UNDEFINED_TABLE",
    (failure) => {
      const table = quotedName(failure.error);
      return {
        message:
          table === undefined ? "A table of the statement does not exist" : `The table "${table}" does not exist`,
        why: "the database has no table of that name on its search path",
        fix: "create it (autoMigrate does), or correct its name",
        meta: withoutAbsent({ table }),
      };
    },
  ],
  [
    "UNDEFINED_COLUMN",
    (failure) => {
      const column = failure.facts.column ?? quotedName(failure.error);
      return {
        message:
          column === undefined ? "A column of the statement does not exist" : `The column "${column}" does not exist`,
        why: "the tables of the statement have no column of that name",
        fix: "add it, or correct its name",
        meta: withoutAbsent({ table: failure.facts.table, column }),
      };
    },
  ],
  [
    "ALREADY_EXISTS",
    (failure) => ({
      message: "Something of that name exists already",
      why: "the name of a table, column, index or constraint is taken, perhaps by another session at this moment",
      fix: "look whether it is what was wanted; otherwise choose another name",
      meta: withoutAbsent({ table: failure.facts.table }),
    }),
  ],
  [
    "SYNTAX",
    (failure) => {
      const position = textField(failure.error, "position");
      return {
        message: `The statement is not valid SQL${position === undefined ? "" : ` at character ${position}`}`,
        why: "the server could not parse it",
        fix: "correct the statement; echo: true prints it",
        meta: withoutAbsent({ position: position === undefined ? undefined : Number(position) }),
      };
    },
  ],
]);

function valueFailure(what: string, fix: string): Describe {
  return (failure) => ({
    message: `A value of ${place(failure)} ${what}`,
    why: `the server refused it (SQLSTATE ${failure.code})`,
    fix,
    meta: withoutAbsent({ table: failure.facts.table, column: failure.facts.column, sqlState: failure.code }),
  });
}
