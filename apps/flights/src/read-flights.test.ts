import { describe, expect, test } from "vitest";
import { readAirports } from "./read-airports.ts";
import { type FlightRow, openFlights, readRowGroup, rowGroupsOf } from "./read-flights.ts";

async function firstFlights(limit: number): Promise<FlightRow[]> {
  const file = await openFlights();
  const rows: FlightRow[] = [];
  for (const group of rowGroupsOf(file, limit)) for await (const row of readRowGroup(file, group)) rows.push(row);
  return rows;
}

describe("rowGroupsOf", () => {
  test("names only the row groups that are needed, and cuts the last one", async () => {
    expect(rowGroupsOf(await openFlights(), 300_000)).toEqual([
      { rowStart: 0, rowEnd: 272_727 },
      { rowStart: 272_727, rowEnd: 300_000 },
    ]);
  });

  test("takes what there is when more is wanted", async () => {
    const groups = rowGroupsOf(await openFlights(), Number.POSITIVE_INFINITY);
    expect(groups).toHaveLength(11);
    expect(groups.at(-1)).toEqual({ rowStart: 2_727_270, rowEnd: 3_000_000 });
  });
});

describe("readRowGroup", () => {
  test("numbers the rows from one", async () => {
    const rows = await firstFlights(3);
    const date = new Date("2001-01-01T00:01:00Z");
    expect(rows).toEqual([
      { id: 1, date, delay: 33, distance: 2176, origin: "LAS", destination: "PHL" },
      { id: 2, date, delay: 19, distance: 215, origin: "ATL", destination: "SAV" },
      { id: 3, date, delay: 14, distance: 405, origin: "MCI", destination: "MDW" },
    ]);
  });

  test("goes on where the row group before ended", async () => {
    const file = await openFlights();
    const [, second] = rowGroupsOf(file, 272_729);
    expect(second).toEqual({ rowStart: 272_727, rowEnd: 272_729 });
    const rows: FlightRow[] = [];
    if (second !== undefined) for await (const row of readRowGroup(file, second)) rows.push(row);
    expect(rows.map(({ id }) => id)).toEqual([272_728, 272_729]);
  });

  test("finds every airport of a flight among the airports", async () => {
    const known = new Set((await readAirports()).map(({ iata }) => iata));
    const rows = await firstFlights(20_000);
    expect(rows).toHaveLength(20_000);
    expect(rows.filter(({ origin, destination }) => !known.has(origin) || !known.has(destination))).toEqual([]);
  });
});
