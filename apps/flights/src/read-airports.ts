import { createReadStream } from "node:fs";
import { pipeline } from "node:stream/promises";
import type { InferInsert } from "@dataflow/all";
import { parse } from "csv-parse";
import { AIRPORTS_FILE } from "./data-files.ts";
import type { Airport } from "./models.ts";

/** The file writes what is not known as these letters. */
const UNKNOWN = "NA";

/**
 * Reads the airports.
 *
 * @param path a CSV file with a line of column names
 * @returns the airports in the order of the file
 */
export async function readAirports(path = AIRPORTS_FILE): Promise<InferInsert<typeof Airport>[]> {
  const airports: InferInsert<typeof Airport>[] = [];
  await pipeline(createReadStream(path), parse({ columns: true, bom: true }), async (lines: AsyncIterable<unknown>) => {
    for await (const line of lines) airports.push(airportOf(line));
  });
  return airports;
}

function airportOf(line: unknown): InferInsert<typeof Airport> {
  const values = new Map(Object.entries(line ?? {}));
  const text = (column: string): string => {
    const value: unknown = values.get(column);
    if (typeof value === "string") return value;
    throw new Error(`The file of airports has no column "${column}", but ${[...values.keys()].join(", ")}`);
  };
  const known = (column: string): string | null => (text(column) === UNKNOWN ? null : text(column));
  return {
    iata: text("iata"),
    name: text("name"),
    city: known("city"),
    state: known("state"),
    country: text("country"),
    latitude: Number(text("latitude")),
    longitude: Number(text("longitude")),
  };
}
