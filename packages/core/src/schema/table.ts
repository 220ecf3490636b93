import type { Column } from "./column.ts";

/** The primary key of a table, its columns in order. */
export interface PrimaryKey {
  readonly name?: string;
  readonly columns: readonly string[];
}

/** A uniqueness rule over columns, in order. */
export interface UniqueConstraint {
  readonly name: string;
  readonly columns: readonly string[];
}

/** What happens to the referring row when the row it refers to goes or changes its key. */
export type ReferentialAction = "no action" | "restrict" | "cascade" | "set null" | "set default";

/** A reference from columns of this table to columns of another, or of itself. */
export interface ForeignKey {
  readonly name: string;
  readonly columns: readonly string[];
  readonly references: { readonly table: string; readonly columns: readonly string[] };
  readonly onDelete: ReferentialAction;
  readonly onUpdate: ReferentialAction;
}

/** One column of an index with its direction. */
export interface IndexColumn {
  readonly name: string;
  readonly direction: "asc" | "desc";
}

/** An index that is not there for a constraint's sake. */
export interface TableIndex {
  readonly name: string;
  readonly columns: readonly IndexColumn[];
  readonly unique: boolean;
}

/** An index over the words of texts, for full-text search. A table has one at most. */
export interface TextIndex {
  readonly name: string;
  /** Columns of the kind text. */
  readonly columns: readonly string[];
}

/** One table, as plain frozen data: what a model asks for, and what a catalog says there is. */
export interface Table {
  readonly name: string;
  /** The database schema (PostgreSQL); absent means the connection's default. */
  readonly schema?: string;
  readonly columns: readonly Column[];
  readonly primaryKey?: PrimaryKey;
  readonly uniques: readonly UniqueConstraint[];
  readonly foreignKeys: readonly ForeignKey[];
  readonly indexes: readonly TableIndex[];
  readonly textIndex?: TextIndex;
}
