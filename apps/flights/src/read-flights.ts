import type { InferInsert } from "@dataflow/all";
import { asyncBufferFromFile, type ParquetRowRange, type ParquetScan, parquetScan } from "hyparquet";
import { compressors } from "hyparquet-compressors";
import { FLIGHTS_FILE } from "./data-files.ts";
import type { Flight } from "./models.ts";

/** A flight as it goes into the database. */
export type FlightRow = InferInsert<typeof Flight>;

/**
 * Opens the file of flights and reads its table of contents, not its rows.
 *
 * @param path a parquet file with the columns date, delay, distance, origin and destination
 * @returns what reads the rows
 */
export async function openFlights(path = FLIGHTS_FILE): Promise<ParquetScan> {
  return parquetScan({ file: await asyncBufferFromFile(path), compressors });
}

/**
 * The row groups that hold the first flights; the last one is cut short when it holds more.
 *
 * @param scan the opened file
 * @param limit how many flights are wanted
 * @returns the rows of each group, from `rowStart` up to and without `rowEnd`
 */
export function rowGroupsOf({ ranges }: ParquetScan, limit: number): readonly ParquetRowRange[] {
  return ranges
    .filter(({ rowStart }) => rowStart < limit)
    .map(({ rowStart, rowEnd }) => ({ rowStart, rowEnd: Math.min(rowEnd, limit) }));
}

/**
 * Reads the flights of one row group. Its columns are held in memory while its rows are made one by one, so memory
 * depends on the size of a row group and not on that of the file.
 *
 * @param scan the opened file
 * @param group which rows
 */
export async function* readRowGroup(scan: ParquetScan, group: ParquetRowRange): AsyncGenerator<FlightRow> {
  const column = (name: string) => scan.readColumn({ column: name, ...group });
  const [dates, delays, distances, origins, destinations] = await Promise.all([
    column("date"),
    column("delay"),
    column("distance"),
    column("origin"),
    column("destination"),
  ]);
  for (let row = group.rowStart; row < group.rowEnd; row++) {
    const index = row - group.rowStart;
    yield {
      id: row + 1,
      date: dateOf(dates[index], row),
      delay: numberOf(delays[index], row),
      distance: numberOf(distances[index], row),
      origin: textOf(origins[index], row),
      destination: textOf(destinations[index], row),
    };
  }
}

/** The reader gives columns of anything; these say what each must hold. */
function dateOf(value: unknown, row: number): Date {
  return value instanceof Date ? value : refuse("a point in time", row);
}

function numberOf(value: unknown, row: number): number {
  return typeof value === "bigint" ? Number(value) : refuse("a whole number", row);
}

function textOf(value: unknown, row: number): string {
  return typeof value === "string" ? value : refuse("text", row);
}

function refuse(expected: string, row: number): never {
  throw new Error(`The file of flights does not have ${expected} in row ${row + 1}`);
}
