import type { Connection } from "@dataflow/database";
import { isBookkeeping } from "../../history/bookkeeping-names.ts";
import { isWord, sqliteTokens } from "./sqlite-tokens.ts";

/** One row of SQLite's own catalog. */
export interface SchemaRow {
  readonly type: "table" | "index" | "view" | "trigger";
  readonly name: string;
  readonly table: string;
  /** Absent for indexes behind constraints. */
  readonly sql: string;
  /** `shadow` belongs to a virtual table. */
  readonly form: "table" | "view" | "virtual" | "shadow";
}

/** The list is made once and searched by an index: otherwise it is made anew for each row. */
const QUERY = `
  WITH forms (name, form) AS MATERIALIZED (SELECT name, type FROM pragma_table_list WHERE schema = 'main')
  SELECT s.type, s.name, s.tbl_name AS "table", s.sql, coalesce(l.form, 'table') AS form
  FROM main.sqlite_schema s LEFT JOIN forms l ON l.name = s.tbl_name
  WHERE s.sql IS NOT NULL AND s.name NOT LIKE 'sqlite\\_%' ESCAPE '\\'
  ORDER BY s.name
`;

/**
 * Reads everything that the database was told to create, in one query.
 *
 * @param connection an open connection
 * @returns the rows, by name; the database's own tables and those of history are not among them
 * @throws DATABASE.* classified errors
 */
export async function readSchemaRows(connection: Connection): Promise<readonly SchemaRow[]> {
  const { rows } = await connection.query(QUERY);
  return rows
    .filter((row) => !isBookkeeping([textOf(row.table)]))
    .map((row) => ({
      type: oneOf(row.type, ["table", "index", "view", "trigger"]),
      name: textOf(row.name),
      table: textOf(row.table),
      sql: textOf(row.sql),
      form: oneOf(row.form, ["table", "view", "virtual", "shadow"]),
    }));
}

/**
 * The row that a statement would leave in the catalog.
 *
 * @param sql a statement
 * @returns the row; undefined for a statement that creates nothing
 */
export function schemaRowOf(sql: string): SchemaRow | undefined {
  const tokens = sqliteTokens(sql);
  if (!isWord(tokens[0], "CREATE")) return undefined;
  const at = tokens.findIndex((token) => isWord(token, "TABLE", "INDEX", "VIEW", "TRIGGER"));
  const type = oneOf(tokens[at]?.value.toLowerCase(), ["table", "index", "view", "trigger"]);
  const name = tokens[at + 1]?.value ?? "";
  const on = tokens.findIndex((token, index) => index > at && isWord(token, "ON"));
  const isVirtual = isWord(tokens[1], "VIRTUAL");
  const form = isVirtual ? "virtual" : type === "view" ? "view" : "table";
  return {
    type,
    name,
    table: type === "index" || type === "trigger" ? (tokens[on + 1]?.value ?? "") : name,
    sql,
    form,
  };
}

function textOf(value: unknown): string {
  if (typeof value !== "string") throw new TypeError(`the catalog gave ${typeof value} instead of a text`);
  return value;
}

function oneOf<Choice extends string>(value: unknown, choices: readonly Choice[]): Choice {
  const found = choices.find((choice) => choice === value);
  if (found === undefined) throw new TypeError(`the catalog has a kind of object that is not known: ${String(value)}`);
  return found;
}
