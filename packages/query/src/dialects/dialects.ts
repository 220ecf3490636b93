import type { ColumnType, DialectName } from "@dataflow/core";
import type { SqlParameter } from "../statement/compiled-statement.ts";
import type { QueryCapabilities } from "../statement/query-capabilities.ts";

/** How the values of one column travel. Neither function is given null. */
export interface ColumnCodec {
  readonly encode: (value: unknown) => SqlParameter;
  readonly decode: (raw: unknown) => unknown;
}

export function columnCodec(_dialect: DialectName, _type: ColumnType): ColumnCodec {
  throw new Error("columnCodec: in progress");
}

export function queryCapabilities(_dialect: DialectName): QueryCapabilities {
  throw new Error("queryCapabilities: in progress");
}
