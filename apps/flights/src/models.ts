import { DataFlow, defineModel, field } from "@dataflow/all";

/** An airport, known everywhere by its three or four letters. */
export const Airport = defineModel(
  "Airport",
  {
    iata: field.text().primaryKey(),
    name: field.text(),
    city: field.text().optional(),
    state: field.text().optional(),
    country: field.text(),
    latitude: field.real(),
    longitude: field.real(),
  },
  // The rows are facts of 2001: when they were copied says nothing about them.
  { timestamps: false },
);

/** A flight from one airport to another. Its id is the row's number in the file, so importing it again finds it. */
export const Flight = defineModel(
  "Flight",
  {
    id: field.integer().primaryKey(),
    /** When it should have left. The file has the airport's own clock without a zone; here it stands as UTC. */
    date: field.timestamp(),
    /** Minutes of delay on arrival; negative when the flight was early. */
    delay: field.integer(),
    /** Miles. */
    distance: field.integer(),
    origin: field.text().references(() => Airport, { field: "iata", as: "originAirport" }),
    destination: field.text().references(() => Airport, { field: "iata", as: "destinationAirport" }),
  },
  { timestamps: false },
);

/** The database of the example, with both models known to the compiler. */
export type FlightsDatabase = ReturnType<typeof openDatabase>;

/**
 * Names the database to work on. Nothing is opened yet; the tables are created when they are first used.
 *
 * @param databaseUrl `sqlite:flights.db`, `postgresql://…`
 */
export function openDatabase(databaseUrl: string) {
  return new DataFlow(databaseUrl, { models: { Airport, Flight } });
}
