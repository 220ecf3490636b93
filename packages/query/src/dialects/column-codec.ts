import type { SqlParameter } from "../statement/compiled-statement.ts";

/** How the values of one column travel. No function is given null, which is null everywhere. */
export interface ColumnCodec {
  /** A value of the column's kind as a parameter. */
  readonly encode: (value: unknown) => SqlParameter;
  /** What a driver gave, as a value of the column's kind. @throws QUERY.UNREADABLE_VALUE when it is none */
  readonly decode: (raw: unknown) => unknown;
}

/** What compilers need beside that. */
export interface DialectCodec extends ColumnCodec {
  /** Many values as one parameter. Nulls are allowed. */
  readonly encodeList: (values: readonly unknown[]) => SqlParameter;
  /** What a driver gave, as a parameter that equals what is stored, to the last digit. */
  readonly exact: (raw: unknown) => SqlParameter;
  /** Wraps the SQL of a column so that a driver gives it whole. */
  readonly read: (sql: string) => string;
}
