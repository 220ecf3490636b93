import { day, minute, printTable, tenths, text, whole } from "./print-table.ts";
import type { Answers } from "./questions-workflow.ts";

type Values = Readonly<Record<string, unknown>>;

/**
 * Lays out the answers for reading. The same answers give the same text, whichever database they came from.
 *
 * @param answers what the questions gave
 */
export function printAnswers(answers: Answers): string {
  return [totals(answers), worstOrigins(answers), longestDelays(answers), longLateFlights(answers)].join("\n");
}

function totals({ airports, totals }: Answers): string {
  const { flights, first, last, averageDelay, miles } = totals.rows[0] ?? {};
  return [
    `${whole(airports.count)} airports and ${whole(flights)} flights from ${day(first)} to ${day(last)}`,
    `${whole(miles)} miles flown, ${tenths(averageDelay)} minutes of delay on average`,
    "",
  ].join("\n");
}

function worstOrigins({ worstOrigins, originAirports }: Answers): string {
  const airports = new Map(originAirports.records.map((airport) => [airport.iata, airport]));
  const rows = worstOrigins.rows.map(({ origin, flights, averageDelay }) => {
    const airport = airports.get(text(origin));
    return [text(origin), text(airport?.name), text(airport?.city), whole(flights), tenths(averageDelay)];
  });
  return `The worst average delay by origin, of those with at least 1,000 flights\n${printTable(
    [
      { title: "Origin" },
      { title: "Airport" },
      { title: "City" },
      { title: "Flights", align: "right" },
      { title: "Minutes", align: "right" },
    ],
    rows,
  )}`;
}

function longestDelays({ longestDelays }: Answers): string {
  const rows = longestDelays.rows.map(({ month, flights, averageDelay, longestDelay }) => [
    text(month),
    whole(flights),
    tenths(averageDelay),
    whole(longestDelay),
  ]);
  return `The longest delay per month, in minutes\n${printTable(
    [
      { title: "Month" },
      { title: "Flights", align: "right" },
      { title: "Average", align: "right" },
      { title: "Longest", align: "right" },
    ],
    rows,
  )}`;
}

function longLateFlights({ longLateFlights, mostDelayedLongFlights }: Answers): string {
  const rows = mostDelayedLongFlights.records.map((flight) => [
    minute(flight.date),
    airportName(flight, "originAirport"),
    airportName(flight, "destinationAirport"),
    whole(flight.distance),
    whole(flight.delay),
  ]);
  return `${whole(longLateFlights.count)} flights over 2,000 miles were delayed by more than an hour; the ${rows.length} most delayed\n${printTable(
    [
      { title: "Date" },
      { title: "From" },
      { title: "To" },
      { title: "Miles", align: "right" },
      { title: "Minutes", align: "right" },
    ],
    rows,
  )}`;
}

/** A node's parameters may come from anywhere, so the compiler does not know which relations stand beside a row. */
function airportName(flight: Values, relation: "originAirport" | "destinationAirport"): string {
  const airport = flight[relation];
  return typeof airport === "object" && airport !== null && "name" in airport ? text(airport.name) : "–";
}
