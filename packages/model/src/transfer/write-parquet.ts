import type { ColumnSource } from "hyparquet-writer";
import type { Row } from "../operation/operation.ts";
import type { ExportTask } from "./export-rows.ts";
import { type ParquetColumn, parquetColumn } from "./parquet-columns.ts";

/** So many rows are one group of the file, and are held in memory. */
const GROUP_ROWS = 10_000;

/**
 * Writes rows to a Parquet file, group by group.
 *
 * @param path the file
 * @param task the rows and their fields
 */
export async function writeParquet(path: string, { batches, fields }: Omit<ExportTask, "format">): Promise<void> {
  const { fileWriter, ParquetWriter } = await import("hyparquet-writer");
  const columns = fields.map(parquetColumn);
  const root = { name: "root", num_children: columns.length };
  const writer = new ParquetWriter({
    writer: fileWriter(path),
    schema: [root, ...columns.map(({ element }) => element)],
  });
  let group: Row[] = [];
  const flush = async (): Promise<void> => {
    if (group.length === 0) return;
    await writer.write({ columnData: sourcesOf(group, columns), rowGroupSize: group.length });
    group = [];
  };
  for await (const batch of batches) {
    for (const row of batch) if (group.push(row) === GROUP_ROWS) await flush();
  }
  await flush();
  await writer.finish();
}

function sourcesOf(rows: readonly Row[], columns: readonly ParquetColumn[]): ColumnSource[] {
  return columns.map(({ element: { name }, write }) => ({
    name,
    data: rows.map((row) => (row[name] === null ? null : write(row[name]))),
  }));
}
