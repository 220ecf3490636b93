import type { Connection } from "@dataflow/database";
import { indexCatalog } from "../../catalog/catalog.ts";
import { quoteText } from "../../dialects/sql-text.ts";
import type { TableName } from "../../diff/table-name.ts";
import { readTableFacts } from "../../facts/read-table-facts.ts";
import { readCatalog } from "../../introspect/read-catalog.ts";
import type { ParsedStatement } from "../../sql/parse-sql.ts";
import type { PostgresFacts } from "./postgres-context.ts";
import { keyOf } from "./script-state.ts";
import { allOf, namesOf, pick, pickAll, tableOf, tableOfNames } from "./tree.ts";

/** The oldest version that is still kept up; a script that nothing else is known of may run on it. */
const OLDEST = 140_010;

/**
 * What is known beside the script.
 *
 * @param statements the script
 * @param connection the database that it will run on, if there is one
 * @param serverVersion the server's version where there is no connection
 * @returns the facts
 */
export async function readPostgresFacts(
  statements: readonly ParsedStatement[],
  connection: Connection | undefined,
  serverVersion: number | undefined,
): Promise<PostgresFacts> {
  if (connection === undefined) {
    return {
      serverVersion: versionNumber(serverVersion),
      defaultSchema: "public",
      tables: new Map(),
      volatility: new Map(),
    };
  }
  const catalog = await readCatalog(connection);
  const facts = await readTableFacts(connection, namedTables(statements));
  const { rows } = await connection.query("SELECT coalesce(current_schema(), 'public') AS name");
  return {
    serverVersion: serverVersion === undefined ? catalog.serverVersion : versionNumber(serverVersion),
    connection,
    catalog: indexCatalog(catalog),
    defaultSchema: String(rows[0]?.name),
    tables: new Map(facts.map((found) => [keyOf(found.table), found])),
    volatility: await readVolatility(connection, statements),
  };
}

/** 17 and 17.2 are how people say 170000 and 170002. */
function versionNumber(version: number | undefined): number {
  if (version === undefined) return OLDEST;
  if (version >= 10_000) return version;
  const [major = 0, minor = 0] = String(version).split(".").map(Number);
  return major * 10_000 + minor;
}

function namedTables(statements: readonly ParsedStatement[]): readonly TableName[] {
  const found = new Map<string, TableName>();
  for (const { tree } of statements) {
    const dropped = pickAll(pick(tree, "DropStmt")?.objects, "List").map(({ items }) => tableOfNames(namesOf(items)));
    for (const table of [...allOf(tree, "RangeVar").map(tableOf), ...rangesOf(tree), ...dropped]) {
      if (table.name !== "") found.set(keyOf(table), table);
    }
  }
  return [...found.values()];
}

/** Where a statement has its table without a node of its own around it. */
function rangesOf(tree: ParsedStatement["tree"]): readonly TableName[] {
  const ranges: TableName[] = [];
  for (const part of Object.values(tree)) collectRanges(part, ranges);
  return ranges;
}

function collectRanges(node: unknown, ranges: TableName[]): void {
  if (typeof node !== "object" || node === null) return;
  const name: unknown = Object.getOwnPropertyDescriptor(node, "relname")?.value;
  const schema: unknown = Object.getOwnPropertyDescriptor(node, "schemaname")?.value;
  if (typeof name === "string") ranges.push(typeof schema === "string" ? { schema, name } : { name });
  for (const part of Object.values(node)) collectRanges(part, ranges);
}

async function readVolatility(
  connection: Connection,
  statements: readonly ParsedStatement[],
): Promise<ReadonlyMap<string, boolean>> {
  const calls = statements.flatMap(({ tree }) => allOf(tree, "FuncCall"));
  const names = new Set(calls.map(({ funcname }) => namesOf(funcname).at(-1) ?? ""));
  if (names.size === 0) return new Map();
  const list = [...names].map(quoteText).join(", ");
  const { rows } = await connection.query(
    `SELECT proname AS name, bool_or(provolatile = 'v') AS volatile FROM pg_catalog.pg_proc WHERE proname IN (${list}) GROUP BY proname`,
  );
  return new Map(rows.map(({ name, volatile }) => [String(name), volatile === true]));
}
