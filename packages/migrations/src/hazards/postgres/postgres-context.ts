import type { Connection } from "@dataflow/database";
import type { AlterTableCmd, AlterTableStmt, AlterTableType } from "@pgsql/types";
import type { CatalogIndex } from "../../catalog/catalog.ts";
import type { CatalogObject } from "../../catalog/catalog-object.ts";
import { objectId } from "../../catalog/object-id.ts";
import type { TableName } from "../../diff/table-name.ts";
import type { StatementEffects } from "../../effects/statement-effects.ts";
import type { TableFacts } from "../../facts/table-facts.ts";
import type { ParsedStatement } from "../../sql/parse-sql.ts";
import { keyOf, type ScriptState } from "./script-state.ts";
import { pick, pickAll, tableOf } from "./tree.ts";

/** What is known beside the script. Without a connection that is little: then a table counts as large and old. */
export interface PostgresFacts {
  /** As the server says: 170002. */
  readonly serverVersion: number;
  readonly connection?: Connection;
  readonly catalog?: CatalogIndex;
  /** Where a name without a schema is looked up. */
  readonly defaultSchema: string;
  /** By {@link keyOf}. */
  readonly tables: ReadonlyMap<string, TableFacts>;
  /** Functions that give another value each time, by name; those not listed are not known. */
  readonly volatility: ReadonlyMap<string, boolean>;
}

/** All that is known when a statement comes. */
export interface PostgresContext {
  readonly statement: ParsedStatement;
  readonly statements: readonly ParsedStatement[];
  /** Where the statement stands among them. */
  readonly index: number;
  readonly state: ScriptState;
  readonly facts: PostgresFacts;
  /** What the statement does to relations that are there, foretold; absent where nobody knows the database. */
  readonly effects?: StatementEffects;
  /** The statements of a block of code; absent where there is none. */
  readonly inner?: InnerStatements;
}

/** What a block of code runs, as far as its text tells. */
export interface InnerStatements {
  readonly statements: readonly ParsedStatement[];
  /** False when some statements are composed when it runs. */
  readonly isComplete: boolean;
}

/** An action of ALTER TABLE, with its table. */
export interface TableAction {
  readonly table: TableName;
  readonly command: AlterTableCmd;
  /** The only one of its statement. */
  readonly isAlone: boolean;
}

/**
 * The actions of ALTER TABLE that are of certain kinds.
 *
 * @param context the statement
 * @param subtypes the kinds
 * @returns the actions; none when the statement is another one
 */
export function tableActions(context: PostgresContext, ...subtypes: readonly AlterTableType[]): readonly TableAction[] {
  const alter = alterTable(context);
  if (alter === undefined) return [];
  const commands = pickAll(alter.cmds, "AlterTableCmd");
  const table = tableOf(alter.relation);
  return commands
    .filter(({ subtype }) => subtype !== undefined && subtypes.includes(subtype))
    .map((command) => ({ table, command, isAlone: commands.length === 1 }));
}

/** ALTER TABLE; not ALTER INDEX, ALTER VIEW and ALTER TYPE, which look alike in a tree. */
export function alterTable({ statement }: PostgresContext): AlterTableStmt | undefined {
  const alter = pick(statement.tree, "AlterTableStmt");
  return alter?.objtype === "OBJECT_TABLE" ? alter : undefined;
}

/**
 * What the catalog says about a column.
 *
 * @param context the statement
 * @param table its table
 * @param name its name
 * @returns the column; undefined when it is not there or nobody knows
 */
export function catalogColumn(
  { facts }: PostgresContext,
  table: TableName,
  name: string,
): CatalogObject<"column"> | undefined {
  const found = facts.catalog?.get(objectId("column", [table.schema ?? facts.defaultSchema, table.name, name]));
  return found?.kind === "column" ? found : undefined;
}

/** What the catalog says about a table. */
export function catalogTable({ facts }: PostgresContext, table: TableName): CatalogObject<"table"> | undefined {
  const found = facts.catalog?.get(objectId("table", [table.schema ?? facts.defaultSchema, table.name]));
  return found?.kind === "table" ? found : undefined;
}

/** The constraints of a table that is there. */
export function constraintsOf(context: PostgresContext, table: TableName): readonly CatalogObject<"constraint">[] {
  return partsOf(context, table).flatMap((part) => (part.kind === "constraint" ? [part] : []));
}

/** The indexes of a table that is there, except those of its constraints. */
export function indexesOf(context: PostgresContext, table: TableName): readonly CatalogObject<"index">[] {
  return partsOf(context, table).flatMap((part) => (part.kind === "index" ? [part] : []));
}

/** All that is a part of a table that is there. */
export function partsOf(context: PostgresContext, table: TableName): readonly CatalogObject[] {
  const parent = catalogTable(context, table)?.id;
  if (parent === undefined) return [];
  return [...(context.facts.catalog?.values() ?? [])].filter((object) => object.parent === parent);
}

/** What is known of the size of a table. */
export function factsOfTable({ facts }: PostgresContext, table: TableName): TableFacts | undefined {
  return facts.tables.get(keyOf(table));
}

/** Whether what is counted now is still so when the statement comes. */
export function isUntouched({ state }: PostgresContext, table: TableName): boolean {
  return !state.written.has(keyOf(table)) && !state.tables.has(keyOf(table));
}
