import type { Connection } from "@dataflow/database";
import { factsDialect } from "../dialects/facts-dialects.ts";
import type { TableName } from "../diff/table-name.ts";
import type { DatabaseActivity, TableFacts } from "./table-facts.ts";

/** So many tables are looked at in one query. */
const BATCH = 100;

/** The work of the exported `readTableFacts`, which says what it promises. */
export async function readTableFacts(
  connection: Connection,
  tables: readonly TableName[],
): Promise<readonly TableFacts[]> {
  const facts: TableFacts[] = [];
  for (let start = 0; start < tables.length; start += BATCH) {
    facts.push(...(await factsDialect(connection.dialect).tableFacts(connection, tables.slice(start, start + BATCH))));
  }
  return facts;
}

/** The work of the exported `readDatabaseActivity`, which says what it promises. */
export function readDatabaseActivity(connection: Connection): Promise<DatabaseActivity> {
  return factsDialect(connection.dialect).databaseActivity(connection);
}
