import type { ColumnKind } from "@dataflow/core";
import type { BasicType, ColumnSource } from "hyparquet-writer";
import type { ModelField } from "../definition/model-field.ts";
import type { Row } from "../operation/operation.ts";
import type { ExportTask } from "./export-rows.ts";
import { toJsonValue } from "./file-values.ts";

/** So many rows are one group of the file, and are held in memory. */
const GROUP_ROWS = 10_000;

/** What JavaScript holds exactly has a type of its own; decimals, days and times stay the texts that they are. */
const TYPES: ReadonlyMap<ColumnKind, BasicType> = new Map<ColumnKind, BasicType>([
  ["integer", "INT32"],
  ["bigint", "INT64"],
  ["real", "DOUBLE"],
  ["boolean", "BOOLEAN"],
  ["timestamp", "TIMESTAMP"],
  ["json", "JSON"],
  ["array", "JSON"],
  ["bytes", "BYTE_ARRAY"],
]);

/**
 * Writes rows to a Parquet file, group by group.
 *
 * @param path the file
 * @param task the rows and their fields
 */
export async function writeParquet(path: string, { batches, fields }: Omit<ExportTask, "format">): Promise<void> {
  const { fileWriter, ParquetWriter, schemaFromColumnData } = await import("hyparquet-writer");
  const schema = schemaFromColumnData({ columnData: columnsOf([], fields) });
  const writer = new ParquetWriter({ writer: fileWriter(path), schema });
  let group: Row[] = [];
  const flush = async (): Promise<void> => {
    if (group.length === 0) return;
    await writer.write({ columnData: columnsOf(group, fields), rowGroupSize: group.length });
    group = [];
  };
  for await (const batch of batches) {
    for (const row of batch) if (group.push(row) === GROUP_ROWS) await flush();
  }
  await flush();
  await writer.finish();
}

function columnsOf(rows: readonly Row[], fields: readonly ModelField[]): ColumnSource[] {
  return fields.map((field) => ({
    name: field.name,
    data: rows.map((row) => written(field, row[field.name])),
    type: TYPES.get(field.type.kind) ?? "STRING",
    nullable: true,
  }));
}

function written({ type }: ModelField, value: unknown): unknown {
  const isDocument = type.kind === "json" || type.kind === "array";
  return isDocument ? toJsonValue(type, value) : value;
}
