import type { DialectName } from "@dataflow/core";

export function maxRowsPerInsert(_dialect: DialectName, _fieldCount: number): number {
  throw new Error("maxRowsPerInsert: in progress");
}

export function rowChunks(_dialect: DialectName, _fieldCount: number, _rowCount: number): readonly number[] {
  throw new Error("rowChunks: in progress");
}
