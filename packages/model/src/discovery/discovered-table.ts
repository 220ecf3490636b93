import type { ColumnDefault, ColumnType, ReferentialAction } from "@dataflow/core";

/** One column of a table that was found. */
export interface DiscoveredColumn {
  readonly name: string;
  /** The name of its field in the table's model. */
  readonly field: string;
  readonly type: ColumnType;
  /** The type in the database's own words. */
  readonly sqlType: string;
  readonly nullable: boolean;
  readonly primaryKey: boolean;
  readonly default?: ColumnDefault;
  /** A column that the database computes; nothing can be written there. */
  readonly generated?: { readonly expression: string; readonly kind: "stored" | "virtual" };
  /** Whether the database always numbers the rows in it, whatever an insert says. */
  readonly alwaysNumbered?: true;
}

/** A primary key or another rule that no two rows agree in some columns. */
export interface DiscoveredKey {
  readonly name?: string;
  readonly columns: readonly string[];
}

/** A reference to another table, or to the table itself. */
export interface DiscoveredForeignKey {
  readonly name?: string;
  readonly columns: readonly string[];
  /** The table as the schema calls it: `"users"`, `"auth.users"`. */
  readonly table: string;
  readonly targetColumns: readonly string[];
  readonly onDelete: ReferentialAction;
  readonly onUpdate: ReferentialAction;
}

/** An index that is not there for a constraint's sake. */
export interface DiscoveredIndex {
  readonly name: string;
  readonly unique: boolean;
  readonly method: string;
  /** In order; an expression is null. */
  readonly columns: readonly (string | null)[];
  /** The rows that it covers, when it does not cover all. */
  readonly predicate?: string;
  /** False after a build that was interrupted. */
  readonly valid: boolean;
  /** The statement that makes it. */
  readonly sql: string;
}

/** How rows of a table lead to rows of another, by the name that `include` knows it by. */
export interface DiscoveredRelationship {
  readonly type: "belongsTo" | "hasMany";
  readonly table: string;
  readonly columns: readonly string[];
  readonly targetColumns: readonly string[];
}

/** A table or a view as the database has it. */
export interface DiscoveredTable {
  readonly name: string;
  /** Absent where the database has no schemas. */
  readonly schema?: string;
  readonly kind: "table" | "view" | "materializedView";
  /** The name of its model. */
  readonly modelName: string;
  readonly columns: readonly DiscoveredColumn[];
  readonly primaryKey?: DiscoveredKey;
  readonly uniques: readonly DiscoveredKey[];
  readonly foreignKeys: readonly DiscoveredForeignKey[];
  readonly checks: readonly { readonly name?: string; readonly sql: string }[];
  readonly indexes: readonly DiscoveredIndex[];
  readonly relationships: Readonly<Record<string, DiscoveredRelationship>>;
  /** The key of a partitioned table: `"RANGE (created_at)"`. */
  readonly partitionBy?: string;
  /** The partitioned table that it is a part of, and which rows it holds. */
  readonly partitionOf?: { readonly table: string; readonly bound: string };
  /** The query of a view. */
  readonly query?: string;
}

/** Tables and views by name: `"users"`; with its schema when that is not the default one: `"auth.users"`. */
export type DiscoveredSchema = Readonly<Record<string, DiscoveredTable>>;
