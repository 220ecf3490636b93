import type { Connection, SqlParameter, TransactionOptions } from "@dataflow/database";
import type { Catalog } from "../catalog/catalog.ts";
import type { ObjectId } from "../catalog/object-id.ts";
import type { ObjectKind } from "../catalog/object-kind.ts";
import type { TableName } from "../diff/table-name.ts";

/** A column whose values are copied; generated ones are not, for the target generates them again. */
export interface CopyColumn {
  readonly name: string;
  readonly type: string;
  readonly notNull: boolean;
}

/** A table with rows of its own. */
export interface CopyTable {
  readonly id: ObjectId;
  readonly table: TableName;
  readonly columns: readonly CopyColumn[];
  /** The columns of the primary key; none where there is no key. */
  readonly key: readonly string[];
  readonly isKeyedByRowNumber: boolean;
}

/** One row as it is read and written: the values of the columns, and what the dialect itself has put behind them. */
export type CopyRow = readonly SqlParameter[];

/** A table whose rows can be told apart and come in an order by chance. */
export interface IdentifiedRows {
  /** Goes behind FROM; its alias is `t`. */
  readonly from: string;
  /** An expression over `t`. */
  readonly id: string;
  /** An expression over `t`: a number that depends on the row and the seed, and on nothing else. */
  readonly hash: string;
  /** The table by itself, where chosen rows are read. */
  readonly rows: { readonly from: string; readonly id: string };
}

/** What can be done with the values of a type. */
export interface TypeTraits {
  /** They can be grouped, and it may make sense. */
  readonly isGrouped: boolean;
  /** There is a smallest and a largest. */
  readonly isOrdered: boolean;
  readonly isText: boolean;
}

/** What a pass over all tables is given. */
export interface CopyRequest {
  readonly source: Connection;
  readonly target: Connection;
  readonly catalog: Catalog;
  readonly tables: readonly CopyTable[];
  /** Tables with columns whose values must not leave the source. */
  readonly masked: ReadonlyMap<ObjectId, ReadonlySet<string>>;
}

/** All that differs between databases when rows are copied from one to the other. */
export interface CopyDialect {
  /** Under which everything is read at one moment, whatever others write. */
  readonly reading: TransactionOptions;
  /** Kinds of objects that come after the rows, because they would slow them down, fire on them or refuse them. */
  isLater(kind: ObjectKind, isForeignKey: boolean): boolean;
  /** Set up the reading transaction and the writing session. */
  prepareSource(source: Connection, tables: readonly CopyTable[], timeoutMs: number | undefined): Promise<void>;
  prepareTarget(target: Connection, timeoutMs: number | undefined): Promise<void>;
  /** A table without those that inherit from it. */
  only(table: TableName): string;
  identified(table: CopyTable, seed: number): IdentifiedRows;
  /** An expression whose value comes out as it is, whatever the driver makes of it. */
  exact(value: string): string;
  /** What to select of `t` for a row as `insert` takes it. */
  values(table: CopyTable): string;
  insert(target: Connection, table: CopyTable, rows: readonly CopyRow[]): Promise<void>;
  /** The placeholder of a value of a type. */
  placeholder(position: number, type: string): string;
  traits(type: string, catalog: Catalog): TypeTraits;
  /** Copies what rows leave out: numbers of sequences, and tables that are not kept as rows. */
  copyBeside(request: CopyRequest): Promise<readonly { readonly object: ObjectId; readonly reason: string }[]>;
  /** Gives the planner its figures. */
  copyStatistics(request: CopyRequest): Promise<"copied" | "gathered" | "none">;
}
