import type { Connection } from "@dataflow/database";
import type { CatalogIndex } from "../catalog/catalog.ts";
import type { CatalogObject } from "../catalog/catalog-object.ts";

/** A column as an alias shows it. Two of them may be the same column of the table. */
export interface AliasColumn {
  readonly name: string;
  /** The table's own name of it. */
  readonly source: string;
}

/** A table that is to be known by another name, too. */
export interface AliasSource {
  /** The table, under the name that it has while the alias is there. */
  readonly table: CatalogObject<"table">;
  /** The catalog that the table is in. */
  readonly objects: CatalogIndex;
  /** The name of the alias. */
  readonly path: readonly string[];
  readonly columns: readonly AliasColumn[];
  readonly serverVersion: number;
}

/** The old and the new name of a table, in its schema. */
export interface NameChange {
  readonly schema: string;
  readonly from: string;
  readonly to: string;
}

/** A function with the new name in it; or why it is left as it is; undefined when it does not name the table. */
export type RewrittenFunction = { readonly sql: string } | { readonly left: string } | undefined;

/** How often statements named something, as far as the database counts that. */
export type CountedCalls =
  | { readonly counted: number; readonly query: string }
  /** Why nobody knows. */
  | { readonly unknown: string };

/** All that differs between databases when a table has a second name: a view that can be written to. */
export interface AliasDialect {
  /** The objects of the alias: the view, and what it takes to write through it and to be allowed to. */
  objects(source: AliasSource): readonly CatalogObject[];
  /** What makes an alias impossible or wrong, one sentence each. */
  obstacles(source: AliasSource): readonly string[];
  /** What a table can do and the alias cannot, one sentence each. */
  limits(source: AliasSource): readonly string[];
  /** Statements that give the alias to whom the table belongs; none where nothing belongs to anybody. */
  ownership(connection: Connection, table: readonly string[], alias: readonly string[]): Promise<readonly string[]>;
  /** How many calls of statements with this name in them have been counted so far. */
  countCalls(connection: Connection, name: string): Promise<CountedCalls>;
  /** Writes a new name into a function; absent where there are no functions. */
  readonly rewriteFunction?: (sql: string, change: NameChange) => Promise<RewrittenFunction>;
}
