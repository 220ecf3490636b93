import { functionNode, LocalRuntime } from "@dataflow/all";
import type { FlightsDatabase } from "./models.ts";
import { createProgress, type Progress, type ProgressStream } from "./progress.ts";
import { readAirports } from "./read-airports.ts";
import { type FlightRow, openFlights, readRowGroup, rowGroupsOf } from "./read-flights.ts";

/** How many flights to import, and where to say how far that has come. */
export interface ImportOptions {
  readonly limit: number;
  readonly progress: ProgressStream;
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
const BATCH_SIZE = 5000;
/** Rows between two looks at the world outside. */
const BREATH = 1000;

/**
 * The workflow of an import: airports first, because flights refer to them, then the flights, one row group after the
 * other. Each row group is a transaction of its own, so an import that was interrupted keeps what it has done, and rows
 * that are there already are skipped by their key, so it can be run again.
 *
 * @param db the database
 * @param options how many flights, and who is told of the progress
 */
export function importWorkflow(db: FlightsDatabase, options: ImportOptions) {
  const storeRowGroup = db
    .workflow()
    .addNode("FlightBulkCreateNode", "store", { conflictResolution: "skip", batchSize: BATCH_SIZE })
    .build({ inputs: { store: ["data"] } });
  // A server works on one row group while the next one is read; a file has one writer.
  const concurrency = db.connection.capabilities.multipleConnections ? 2 : 1;

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
    .addNode("MapNode", "storeFlights", { workflow: storeRowGroup, output: "store.inserted", concurrency })
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

async function readFlights({ limit, progress, signal }: ImportOptions) {
  const scan = await openFlights();
  const flights = Math.min(limit, Number(scan.metadata.num_rows));
  const bar = createProgress(progress, flights);
  const rowGroups = rowGroupsOf(scan, limit).map((group) => watched(readRowGroup(scan, group), bar, signal));
  return { flights, rowGroups, progress: bar };
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
