import { functionNode, LocalRuntime } from "@dataflow/all";
import type { FlightsDatabase } from "./models.ts";
import type { Progress } from "./progress.ts";
import { readAirports } from "./read-airports.ts";
import { type FlightRow, openFlights, readRowGroup, rowGroupsOf } from "./read-flights.ts";

/** How many flights to import, who is told how far that has come, and what interrupts it. */
export interface ImportOptions {
  readonly limit: number;
  readonly startProgress: (total: number) => Progress;
  readonly signal: AbortSignal;
}

/** How many rows the files gave, and how many of them the database did not have yet. */
export interface ImportCounts {
  readonly airports: number;
  readonly newAirports: number;
  readonly flights: number;
  readonly newFlights: number;
}

/** Rows to a statement. */
const BATCH_SIZE = 2000;
/** Rows between two looks at the world outside. */
const BREATH = 1000;

/**
 * The workflow of an import: airports first, because flights refer to them, then the flights, one row group after the
 * other. Each row group is a transaction of its own, so an import that was interrupted keeps what it has done, and rows
 * that are there already are skipped by their key, so it can be run again.
 *
 * @param db the database
 * @param options how many flights, who is told of the progress, and what interrupts it
 */
export function importWorkflow(db: FlightsDatabase, options: ImportOptions) {
  const storeRowGroup = db
    .workflow()
    .addNode("FlightBulkCreateNode", "store", { conflictResolution: "skip", batchSize: BATCH_SIZE })
    .build({ inputs: { store: ["data"] } });

  return db
    .workflow()
    .addNode(
      functionNode(async () => ({ airports: await readAirports() })),
      "readAirports",
    )
    .addNode("AirportBulkCreateNode", "storeAirports", { conflictResolution: "skip" })
    .addNode(
      functionNode((_: { airports: number }) => readFlights(options)),
      "readFlights",
    )
    .addNode("MapNode", "storeFlights", { workflow: storeRowGroup, output: "store.inserted", concurrency: 1 })
    .addConnection("readAirports", "airports", "storeAirports", "data")
    .addConnection("storeAirports", "processed", "readFlights", "airports")
    .addConnection("readFlights", "rowGroups", "storeFlights", "items")
    .build();
}

/**
 * Runs the import.
 *
 * @param db the database
 * @param options how many flights, who is told of the progress, and what interrupts it
 */
export async function importFlights(db: FlightsDatabase, options: ImportOptions): Promise<ImportCounts> {
  const { results } = await new LocalRuntime().execute(importWorkflow(db, options), { signal: options.signal });
  const { storeAirports, readFlights, storeFlights } = results;
  readFlights.progress.end();
  return {
    airports: storeAirports.processed,
    newAirports: storeAirports.inserted,
    flights: readFlights.flights,
    newFlights: storeFlights.items.reduce((sum: number, inserted) => sum + Number(inserted), 0),
  };
}

async function readFlights({ limit, startProgress, signal }: ImportOptions) {
  const file = await openFlights();
  const flights = Math.min(limit, file.flights);
  const progress = startProgress(flights);
  const rowGroups = rowGroupsOf(file, limit).map((group) => watched(readRowGroup(file, group), progress, signal));
  return { flights, rowGroups, progress };
}

/** Passes rows on, counts them, and lets Ctrl-C be heard while a row group is on its way. */
async function* watched(
  rows: AsyncIterable<FlightRow>,
  progress: Progress,
  signal: AbortSignal,
): AsyncGenerator<FlightRow> {
  let sinceBreath = 0;
  for await (const row of rows) {
    yield row;
    if (++sinceBreath < BREATH) continue;
    progress.add(sinceBreath);
    sinceBreath = 0;
    // Rows come without waiting for anything, so timers and signals would starve.
    await new Promise(setImmediate);
    signal.throwIfAborted();
  }
  progress.add(sinceBreath);
}
