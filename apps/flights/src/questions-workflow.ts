import { functionNode, LocalRuntime } from "@dataflow/all";
import type { FlightsDatabase } from "./models.ts";

/** Long flights that were very late. */
const LONG_LATE_FLIGHTS = { distance: { $gt: 2000 }, delay: { $gt: 60 } };

/** Airports with fewer flights say little about how late one usually is. The outputs of a node's groups are checked when it runs. */
const ENOUGH_FLIGHTS: object = { flights: { $gte: 1000 } };

/**
 * The workflow of all questions. What does not depend on something else is asked at the same time.
 *
 * @param db the database, with flights in it
 */
export function questionsWorkflow(db: FlightsDatabase) {
  return (
    db
      .workflow()
      .addNode("AirportCountNode", "airports")
      .addNode("FlightAggregateNode", "totals", {
        aggregates: {
          flights: { $count: true },
          first: { $min: "date" },
          last: { $max: "date" },
          averageDelay: { $avg: "delay" },
          miles: { $sum: "distance" },
        },
      })
      // From which airports does one leave latest? Their names come from another table.
      .addNode("FlightAggregateNode", "worstOrigins", {
        groupBy: ["origin"],
        aggregates: { flights: { $count: true }, averageDelay: { $avg: "delay" } },
        having: ENOUGH_FLIGHTS,
        orderBy: ["-averageDelay", "origin"],
        limit: 10,
      })
      .addNode(functionNode(airportsOfRows), "whichAirports")
      .addNode("AirportListNode", "originAirports")
      .addConnection("worstOrigins", "rows", "whichAirports", "rows")
      .addConnection("whichAirports", "filter", "originAirports", "filter")
      .addNode("FlightAggregateNode", "longestDelays", {
        groupBy: [{ month: { $month: "date" } }],
        aggregates: { flights: { $count: true }, averageDelay: { $avg: "delay" }, longestDelay: { $max: "delay" } },
        orderBy: ["month"],
      })
      .addNode("FlightCountNode", "longLateFlights", { filter: LONG_LATE_FLIGHTS })
      .addNode("FlightListNode", "mostDelayedLongFlights", {
        filter: LONG_LATE_FLIGHTS,
        orderBy: ["-delay", "id"],
        limit: 10,
        include: ["originAirport", "destinationAirport"],
      })
      .build()
  );
}

/** The answers to all questions, by the id of the node that gave them. */
export type Answers = Awaited<ReturnType<typeof askQuestions>>;

/**
 * Runs the questions.
 *
 * @param db the database, with flights in it
 * @param signal interrupts them
 */
export async function askQuestions(db: FlightsDatabase, signal: AbortSignal) {
  const { results } = await new LocalRuntime().execute(questionsWorkflow(db), { signal });
  return results;
}

function airportsOfRows({ rows }: { readonly rows: readonly Readonly<Record<string, unknown>>[] }) {
  return { filter: { iata: { $in: rows.flatMap(({ origin }) => (typeof origin === "string" ? [origin] : [])) } } };
}
