import type { ReferentialAction } from "@dataflow/core";

/**
 * What is used of drizzle, described by its shape. Both of its cores have the same functions; their own types tell the
 * databases apart so thoroughly that nothing could be written for both.
 */
export interface DrizzleCore {
  customType(mapping: {
    readonly dataType: () => string;
    readonly toDriver: (value: unknown) => unknown;
    readonly fromDriver: (raw: unknown) => unknown;
  }): (name: string) => ColumnBuilder;
  primaryKey(config: { readonly columns: readonly object[] }): object;
  foreignKey(config: {
    readonly name: string;
    readonly columns: readonly object[];
    readonly foreignColumns: readonly object[];
  }): ForeignKeyBuilder;
  index(name: string): IndexBuilder;
  uniqueIndex(name: string): IndexBuilder;
  getTableConfig(table: object): TableConfig;
}

/** A column in the making; each method changes it. */
export interface ColumnBuilder {
  notNull(): unknown;
  primaryKey(): unknown;
  unique(name: string): unknown;
  default(value: unknown): unknown;
  $defaultFn(create: () => unknown): unknown;
  $onUpdateFn(create: () => unknown): unknown;
}

interface ForeignKeyBuilder {
  onDelete(action: ReferentialAction): ForeignKeyBuilder;
  onUpdate(action: ReferentialAction): ForeignKeyBuilder;
}

interface IndexBuilder {
  on(...columns: readonly object[]): object;
}

/** Adds what concerns several columns, given the columns of the table. */
export type Extras = (self: Readonly<Record<string, object>>) => readonly object[];

/** What drizzle knows of a table. */
export interface TableConfig {
  readonly name: string;
  readonly schema?: string;
  readonly foreignKeys: readonly {
    readonly reference: () => {
      readonly columns: readonly ColumnConfig[];
      readonly foreignTable: object;
      readonly foreignColumns: readonly ColumnConfig[];
    };
    readonly onDelete?: ReferentialAction;
    readonly onUpdate?: ReferentialAction;
  }[];
  readonly indexes: readonly { readonly config: IndexConfig }[];
  readonly primaryKeys: readonly { readonly columns: readonly ColumnConfig[] }[];
  readonly uniqueConstraints: readonly {
    readonly name?: string;
    readonly columns: readonly ColumnConfig[];
    readonly nullsNotDistinct?: boolean;
  }[];
  readonly checks: readonly unknown[];
  readonly policies?: readonly unknown[];
  readonly enableRLS?: boolean;
}

/** What drizzle knows of an index. */
export interface IndexConfig {
  readonly name?: string;
  readonly columns: readonly object[];
  readonly unique?: boolean;
  readonly where?: unknown;
  readonly with?: unknown;
  readonly only?: boolean;
  readonly method?: string;
}

/** What drizzle knows of a column. Which of the last ones there are depends on its type. */
export interface ColumnConfig {
  readonly name: string;
  /** Drizzle's name for the type: `"PgText"`. */
  readonly columnType: string;
  readonly primary: boolean;
  readonly notNull: boolean;
  readonly isUnique: boolean;
  readonly uniqueType?: string;
  readonly default?: unknown;
  readonly defaultFn?: () => unknown;
  readonly onUpdateFn?: () => unknown;
  readonly generated?: unknown;
  readonly generatedIdentity?: unknown;
  readonly enumValues?: readonly string[];
  readonly length?: number;
  readonly precision?: number;
  readonly scale?: number;
  readonly withTimezone?: boolean;
  readonly mode?: string;
  readonly baseColumn?: ColumnConfig;
}
