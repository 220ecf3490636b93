import { lateExpression } from "@dataflow/core";
import type { DatabaseErrorKind } from "../../errors/database-errors.ts";
import { type DriverFailure, withoutAbsent } from "../../errors/driver-failure.ts";
import type { SqliteFailure } from "./classify-sqlite-error.ts";

type Describe = (failure: SqliteFailure) => Omit<DriverFailure, "kind">;

const plainName = lateExpression(String.raw`^[\p{L}_][\p{L}\p{N}_$]*$`, "u");

/** Describes failures that are about a row, a value or a name in a statement; undefined for every other kind. */
export function describeRowFailure(kind: DatabaseErrorKind, failure: SqliteFailure): DriverFailure | undefined {
  const describe = DESCRIPTIONS.get(kind);
  return describe === undefined ? undefined : { kind, ...describe(failure) };
}

/** What a constraint's message lists: `UNIQUE constraint failed: users.email, users.tenant`. */
function failedColumns(message: string): { readonly table?: string; readonly columns: readonly string[] } {
  const list = /constraint failed: (?<list>.+)$/s.exec(message)?.groups?.list;
  if (list === undefined || list.startsWith("index ")) return { columns: [] };
  const names = list.split(", ").map((name) => name.split("."));
  const table = names[0]?.[0];
  if (table === undefined || names.some((name) => name.length !== 2)) return { columns: [] };
  return { table, columns: names.map((name) => name[1] ?? "") };
}

function afterColon(message: string): string | undefined {
  return /: (?<name>.+)$/s.exec(message)?.groups?.name;
}

function quoted(names: readonly string[]): string {
  return names.map((name) => `"${name}"`).join(", ");
}

const DESCRIPTIONS: ReadonlyMap<DatabaseErrorKind, Describe> = new Map<DatabaseErrorKind, Describe>([
  [
    "UNIQUE_VIOLATION",
    ({ message }) => {
      const { table, columns } = failedColumns(message);
      const constraint = /index '(?<name>.+)'$/s.exec(message)?.groups?.name;
      return {
        message: `A row of ${table === undefined ? "the table" : `table "${table}"`} would break the uniqueness${columns.length === 0 ? "" : ` on ${quoted(columns)}`}`,
        why: "another row has the same values",
        fix: "choose other values, or update the row that is there (upsert)",
        meta: withoutAbsent({ constraint, table, columns }),
      };
    },
  ],
  [
    "FOREIGN_KEY_VIOLATION",
    () => ({
      message: "A reference of the statement's table would lead nowhere",
      why: "the row it refers to does not exist, or the row to be removed is still referred to",
      fix: "create the referred row first, or remove the referring rows first",
      meta: { columns: [] },
    }),
  ],
  [
    "NOT_NULL_VIOLATION",
    ({ message }) => {
      const { table, columns } = failedColumns(message);
      return {
        message: `${table === undefined ? "A column" : `"${table}".${quoted(columns)}`} was given no value`,
        why: "the column must have one",
        fix: "give a value, or make the column nullable",
        meta: withoutAbsent({ table, columns }),
      };
    },
  ],
  [
    "CHECK_VIOLATION",
    ({ message }) => {
      const name = afterColon(message);
      // A check without a name is called by its expression, and an expression is no name.
      const constraint = name !== undefined && plainName().test(name) ? name : undefined;
      return {
        message: `A row does not satisfy the check${constraint === undefined ? " of its table" : ` "${constraint}"`}`,
        why: "a value is not one of those that the table allows",
        fix: "correct the value, or change the check",
        meta: withoutAbsent({ constraint }),
      };
    },
  ],
  [
    "TRIGGER_REFUSED",
    () => ({
      message: "A trigger of the database refused what was asked",
      why: "it raised an error, whose message is not repeated because it may hold values",
      fix: "give what the triggers of the table accept",
    }),
  ],
  [
    "VALUE_OUT_OF_RANGE",
    () => ({
      message: "A value of the statement is too large or too long",
      why: "the database cannot hold a number or a text of that size",
      fix: "give a smaller value",
    }),
  ],
  [
    "INVALID_VALUE",
    () => ({
      message: "A value of the statement is not one of the type that is wanted",
      why: "the column or the function does not take it",
      fix: "give a value of the column's type",
    }),
  ],
  [
    "INVALID_PARAMETER",
    () => ({
      message: "The parameters do not fit the statement",
      why: "there are more or fewer than it has placeholders, or one is of a type that cannot be bound",
      fix: "give one parameter for each placeholder ?: a string, number, bigint, boolean, null or bytes",
    }),
  ],
  [
    "UNDEFINED_TABLE",
    ({ message }) => {
      const table = afterColon(message);
      return {
        message:
          table === undefined ? "A table of the statement does not exist" : `The table "${table}" does not exist`,
        why: "the database has no table of that name",
        fix: "create it (autoMigrate does), or correct its name",
        meta: withoutAbsent({ table }),
      };
    },
  ],
  [
    "UNDEFINED_COLUMN",
    ({ message }) => {
      const column = afterColon(message) ?? /has no column named (?<name>.+)$/s.exec(message)?.groups?.name;
      const table = /^table (?<name>.+) has no column named /s.exec(message)?.groups?.name;
      return {
        message:
          column === undefined ? "A column of the statement does not exist" : `The column "${column}" does not exist`,
        why: "the tables of the statement have no column of that name",
        fix: "add it, or correct its name",
        meta: withoutAbsent({ table, column }),
      };
    },
  ],
  [
    "ALREADY_EXISTS",
    () => ({
      message: "Something of that name exists already",
      why: "the name of a table, column or index is taken",
      fix: "look whether it is what was wanted; otherwise choose another name",
    }),
  ],
  [
    "SYNTAX",
    () => ({
      message: "The statement is not valid SQL",
      why: "the database could not parse it, or it holds no statement or several",
      fix: "correct the statement; echo: true prints it. Several statements go to run()",
    }),
  ],
]);
