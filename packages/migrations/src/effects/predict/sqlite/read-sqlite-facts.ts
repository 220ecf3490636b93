import type { Connection } from "@dataflow/database";
import { versionNumber } from "../../../dialects/sqlite/version-number.ts";
import { freezeDeep } from "../../../snapshot/freeze-deep.ts";
import type { SqliteFacts } from "./facts.ts";

const SETTINGS = `
  SELECT sqlite_version() AS version, (SELECT journal_mode FROM pragma_journal_mode) AS journal,
    (SELECT foreign_keys FROM pragma_foreign_keys) AS "foreignKeys"`;

const SCHEMA = `
  SELECT type, name, tbl_name AS "table", coalesce(sql, '') AS sql FROM main.sqlite_schema
  WHERE name NOT LIKE 'sqlite\\_%' ESCAPE '\\' OR type = 'index' ORDER BY name`;

/** Reads the facts of a SQLite file: its modes and its catalog. */
export async function readSqliteFacts(connection: Connection): Promise<SqliteFacts> {
  const [settings] = (await connection.query(SETTINGS)).rows;
  const { rows } = await connection.query(SCHEMA);
  const schema = rows.map((row) => ({
    type: String(row.type),
    name: String(row.name),
    table: String(row.table),
    sql: String(row.sql),
  }));
  const parts = (wanted: string) =>
    schema.filter(({ type }) => type === wanted).map(({ name, table }) => ({ name, table }));
  return freezeDeep<SqliteFacts>({
    dialect: "sqlite",
    serverVersion: versionNumber(String(settings?.version)),
    readersGoOn: isWal(settings?.journal),
    foreignKeys: Number(settings?.foreignKeys) === 1,
    tables: schema.flatMap(({ type, name, sql }) => (type === "table" || type === "view" ? [{ type, name, sql }] : [])),
    indexes: parts("index"),
    triggers: parts("trigger"),
  });
}

/** Whether a journal mode lets readers go on while somebody writes. */
export function isWal(mode: unknown): boolean {
  return String(mode).toLowerCase() === "wal";
}
