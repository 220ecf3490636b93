import { databases } from "@dataflow-tooling/vitest";
import { expect, test } from "vitest";
import { importFlights } from "./import-workflow.ts";
import { openDatabase } from "./models.ts";
import { askQuestions } from "./questions-workflow.ts";
import { type FlightRow, openFlights, readRowGroup } from "./read-flights.ts";

const LIMIT = 40_000;

test.each(databases)("on $name the answers are those of plain loops over the rows", async ({ freshUrl }) => {
  const db = openDatabase(await freshUrl());
  const { signal } = new AbortController();
  await importFlights(db, { limit: LIMIT, signal, startProgress: () => ({ add: () => {}, end: () => {} }) });
  const answers = await askQuestions(db, signal);
  await db.close();

  const flights: FlightRow[] = [];
  for await (const flight of readRowGroup(await openFlights(), { rowStart: 0, rowEnd: LIMIT })) flights.push(flight);
  const late = flights.filter(({ distance, delay }) => distance > 2000 && delay > 60);
  const mostDelayed = late.toSorted((a, b) => b.delay - a.delay || a.id - b.id).slice(0, 10);
  const worst = worstOrigins(flights);

  expect(answers.airports.count).toBe(3376);
  expect(answers.totals.rows).toEqual([
    {
      flights: LIMIT,
      first: flights[0]?.date,
      last: flights.at(-1)?.date,
      averageDelay: expect.closeTo(mean(flights.map(({ delay }) => delay)), 9),
      miles: flights.reduce((sum, { distance }) => sum + distance, 0),
    },
  ]);
  expect(worst.length).toBeGreaterThan(3);
  expect(answers.worstOrigins.rows).toEqual(worst);
  expect(answers.originAirports.records.map(({ iata }) => iata).sort()).toEqual(
    worst.map(({ origin }) => origin).sort(),
  );
  expect(answers.longestDelays.rows).toMatchObject([
    { month: "2001-01", flights: LIMIT, longestDelay: Math.max(...flights.map(({ delay }) => delay)) },
  ]);
  expect(answers.longLateFlights.count).toBe(late.length);
  expect(late.length).toBeGreaterThan(10);
  expect(answers.mostDelayedLongFlights.records).toMatchObject(
    mostDelayed.map((flight) => ({
      ...flight,
      originAirport: { iata: flight.origin },
      destinationAirport: { iata: flight.destination },
    })),
  );
});

function worstOrigins(flights: readonly FlightRow[]) {
  const delays = new Map<string, number[]>();
  for (const { origin, delay } of flights) {
    const list = delays.get(origin);
    if (list === undefined) delays.set(origin, [delay]);
    else list.push(delay);
  }
  return [...delays]
    .filter(([, list]) => list.length >= 1000)
    .map(([origin, list]) => ({ origin, flights: list.length, average: mean(list) }))
    .sort((a, b) => b.average - a.average)
    .slice(0, 10)
    .map(({ origin, flights: count, average }) => ({
      origin,
      flights: count,
      averageDelay: expect.closeTo(average, 9),
    }));
}

function mean(values: readonly number[]): number {
  return values.reduce((sum, value) => sum + value, 0) / values.length;
}
