import type { InferInsert } from "@dataflow/all";
import { type AsyncBuffer, asyncBufferFromFile, type FileMetaData, parquetMetadataAsync, parquetScan } from "hyparquet";
import { compressors } from "hyparquet-compressors";
import { FLIGHTS_FILE } from "./data-files.ts";
import type { Flight } from "./models.ts";

/** A flight as it goes into the database. */
export type FlightRow = InferInsert<typeof Flight>;

/** The parquet file of flights, with its table of contents read. */
export interface FlightFile {
  readonly file: AsyncBuffer;
  readonly metadata: FileMetaData;
  /** How many flights it holds. */
  readonly flights: number;
}

/** Rows that lie together in the file and are read together: from `rowStart`, up to and without `rowEnd`. */
export interface RowGroup {
  readonly rowStart: number;
  readonly rowEnd: number;
}

/**
 * Opens the file of flights and reads its table of contents, not its rows.
 *
 * @param path a parquet file with the columns date, delay, distance, origin and destination
 */
export async function openFlights(path = FLIGHTS_FILE): Promise<FlightFile> {
  const file = await asyncBufferFromFile(path);
  const metadata = await parquetMetadataAsync(file);
  return { file, metadata, flights: Number(metadata.num_rows) };
}

/**
 * The row groups that hold the first flights; the last one is cut short when it holds more.
 *
 * @param flights the opened file
 * @param limit how many flights are wanted
 */
export function rowGroupsOf({ metadata }: FlightFile, limit: number): readonly RowGroup[] {
  const groups: RowGroup[] = [];
  let rowStart = 0;
  for (const { num_rows } of metadata.row_groups) {
    if (rowStart >= limit) break;
    const rowEnd = rowStart + Number(num_rows);
    groups.push({ rowStart, rowEnd: Math.min(rowEnd, limit) });
    rowStart = rowEnd;
  }
  return groups;
}

/**
 * Reads the flights of one row group. Its columns are held in memory while its rows are made one by one, so memory
 * depends on the size of a row group and not on that of the file.
 *
 * @param flights the opened file
 * @param group which rows
 */
export async function* readRowGroup(flights: FlightFile, group: RowGroup): AsyncGenerator<FlightRow> {
  // One after the other: a column as it is decoded takes many times the room of its numbers.
  const dates = await readColumn(flights, group, "date", millisecondsOf);
  const delays = await readColumn(flights, group, "delay", numberOf);
  const distances = await readColumn(flights, group, "distance", numberOf);
  const origins = await readColumn(flights, group, "origin", textOf);
  const destinations = await readColumn(flights, group, "destination", textOf);
  for (const [index, milliseconds] of dates.entries()) {
    yield {
      id: group.rowStart + index + 1,
      date: new Date(milliseconds),
      delay: valueAt(delays, index),
      distance: valueAt(distances, index),
      origin: valueAt(origins, index),
      destination: valueAt(destinations, index),
    };
  }
}

async function readColumn<Value>(
  { file, metadata }: FlightFile,
  group: RowGroup,
  column: string,
  read: (value: unknown) => Value | undefined,
): Promise<readonly Value[]> {
  // A scan remembers what it read last, so each column has one of its own.
  const scan = await parquetScan({ file, metadata, compressors, columns: [column] });
  const values: Value[] = [];
  for (const decoded of await scan.readColumn({ column, ...group })) {
    const value = read(decoded);
    if (value === undefined)
      throw new Error(`Row ${group.rowStart + values.length + 1} of the flights has no usable ${column}`);
    values.push(value);
  }
  return values;
}

function millisecondsOf(value: unknown): number | undefined {
  return value instanceof Date ? value.getTime() : undefined;
}

function numberOf(value: unknown): number | undefined {
  return typeof value === "bigint" ? Number(value) : undefined;
}

function textOf(value: unknown): string | undefined {
  return typeof value === "string" ? value : undefined;
}

function valueAt<Value>(column: readonly Value[], index: number): Value {
  const value = column[index];
  if (value === undefined) throw new Error("A column of the flights is shorter than the others");
  return value;
}
