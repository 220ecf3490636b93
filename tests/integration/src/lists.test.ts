import { type DataFlow, defineModel, field } from "@dataflow/model";
import { describe, expect } from "vitest";
import { isolatedTests } from "./isolated-tests.ts";

const Airport = defineModel(
  "Airport",
  { iata: field.text().primaryKey(), city: field.text().optional() },
  { timestamps: false },
);
const Flight = defineModel(
  "Flight",
  {
    id: field.integer().primaryKey(),
    date: field.timestamp(),
    delay: field.integer(),
    origin: field.text().references(() => Airport, { field: "iata", as: "originAirport" }),
    viaId: field
      .text()
      .optional()
      .references(() => Airport),
  },
  { timestamps: false, indexes: [{ fields: ["origin", "-delay"] }] },
);

const suites = await isolatedTests({
  models: { Airport, Flight },
  prepare: async (db) => {
    await db.models.Airport.bulkCreate([
      { iata: "ABC", city: "Alpha" },
      { iata: "XYZ", city: null },
    ]);
    await db.models.Flight.bulkCreate(
      Array.from({ length: 250 }, (_, id) => ({
        id,
        date: new Date(Date.UTC(2001, id % 3, 1 + (id % 28), 5, 30, 0, id)),
        delay: (id * 37) % 101,
        origin: id % 2 === 0 ? "ABC" : "XYZ",
        viaId: id % 5 === 0 ? "XYZ" : null,
      })),
    );
  },
});

describe.each(suites)("lists on $name", ({ it }) => {
  let db: DataFlow<{ Airport: typeof Airport; Flight: typeof Flight }>;
  it.beforeEach(({ tddDataflow }) => {
    db = tddDataflow;
  });

  it("gives pages in a total order, and the total when asked", async () => {
    const first = await db.models.Flight.list({ orderBy: ["-delay"], limit: 100, includeTotal: true });
    const second = await db.models.Flight.list({ orderBy: ["-delay"], limit: 100, offset: 100 });
    const third = await db.models.Flight.list({ orderBy: ["-delay"], limit: 100, offset: 200 });
    expect(first).toMatchObject({ count: 100, limit: 100, offset: 0, total: 250 });
    expect(third.count).toBe(50);
    const ids = [first, second, third].flatMap(({ records }) => records.map(({ id }) => id));
    expect(new Set(ids).size).toBe(250);
    const delays = [first, second, third].flatMap(({ records }) => records.map(({ delay }) => delay));
    expect(delays).toEqual([...delays].sort((a, b) => b - a));
  });

  it("gives 100 rows when not told how many", async () => {
    expect(await db.models.Flight.list()).toMatchObject({ count: 100, limit: 100, offset: 0 });
  });

  it("gives only the fields asked for", async () => {
    const { records } = await db.models.Flight.list({ filter: { id: { $in: [3, 1] } }, fields: ["id", "origin"] });
    expect(records).toEqual([
      { id: 1, origin: "XYZ" },
      { id: 3, origin: "XYZ" },
    ]);
    // @ts-expect-error a field that was not asked for is not in the row
    expect(records[0]?.delay).toBeUndefined();
  });

  it("puts the rows referred to beside each row, with one read per relation", async () => {
    const { records } = await db.models.Flight.list({
      filter: { id: { $lt: 3 } },
      fields: ["id"],
      include: ["originAirport", "via"],
    });
    expect(records).toEqual([
      { id: 0, originAirport: { iata: "ABC", city: "Alpha" }, via: { iata: "XYZ", city: null } },
      { id: 1, originAirport: { iata: "XYZ", city: null }, via: null },
      { id: 2, originAirport: { iata: "ABC", city: "Alpha" }, via: null },
    ]);
    // @ts-expect-error a misspelt relation
    await expect(db.models.Flight.list({ include: ["orign"] })).rejects.toMatchObject({
      code: "MODEL.INVALID_PARAMETER",
    });
  });

  it("counts and aggregates", async () => {
    expect(await db.models.Flight.count({ filter: { origin: "ABC" } })).toEqual({ count: 125 });
    const { rows } = await db.models.Flight.aggregate({
      groupBy: ["origin"],
      aggregates: {
        flights: { $count: true },
        worst: { $max: "delay" },
        total: { $sum: "delay" },
        average: { $avg: "delay" },
      },
      orderBy: ["origin"],
    });
    const expected = ["ABC", "XYZ"].map((origin, odd) => {
      const delays = Array.from({ length: 250 }, (_, id) => id)
        .filter((id) => id % 2 === odd)
        .map((id) => (id * 37) % 101);
      const total = delays.reduce((sum, delay) => sum + delay, 0);
      return { origin, flights: 125, worst: Math.max(...delays), total, average: total / 125 };
    });
    expect(rows).toEqual(expected);
  });

  it("picks and collects values in an order, in stages too", async () => {
    const { rows } = await db.models.Flight.aggregate({
      filter: { id: { $lt: 6 } },
      groupBy: ["origin"],
      sort: ["-delay"],
      aggregates: { worst: { $first: "id" }, delays: { $push: "delay" }, spread: { $stdDevPop: "delay" } },
    });
    const ids: number[] = rows.map(({ worst }) => worst ?? -1);
    const found = await db.models.Flight.aggregate<{ _id: string; worst: number }>({
      filter: { id: { $lt: 6 } },
      pipeline: [{ $sort: { delay: -1 } }, { $group: { _id: "$origin", worst: { $first: "$id" } } }],
    });
    expect(found.rows.map(({ worst }) => worst)).toEqual(ids);
    expect(rows).toEqual([
      { origin: "ABC", worst: 2, delays: [74, 47, 0], spread: expect.closeTo(30.575_952_787_916_34, 10) },
      { origin: "XYZ", worst: 5, delays: [84, 37, 10], spread: expect.closeTo(30.575_952_787_916_34, 10) },
    ]);
  });

  it.each([
    [{ pipeline: [], limit: 1 }, "MODEL.INVALID_PARAMETER"],
    [{ pipeline: [], aggregates: {} }, "MODEL.INVALID_PARAMETER"],
    [{}, "MODEL.INVALID_PARAMETER"],
    [{ pipeline: [{ $facet: {} }] }, "QUERY.UNKNOWN_STAGE"],
  ])("refuses to aggregate %j", async (input, code) => {
    // @ts-expect-error the types refuse these too
    await expect(db.models.Flight.aggregate(input)).rejects.toMatchObject({ code });
  });

  it("groups by parts of dates and filters groups", async () => {
    const { rows } = await db.models.Flight.aggregate({
      groupBy: [{ month: { $month: "date" } }],
      aggregates: { flights: { $count: true } },
      having: { flights: { $gt: 83 } },
      orderBy: ["month"],
    });
    expect(rows).toEqual([{ month: "2001-01", flights: 84 }]);
  });

  it("streams every row once, and frees the database when left early", async () => {
    const ids: number[] = [];
    for await (const { id } of db.models.Flight.stream({ orderBy: ["id"], batchSize: 7 })) ids.push(id);
    expect(ids).toEqual(Array.from({ length: 250 }, (_, id) => id));
    for await (const { id } of db.models.Flight.stream({ batchSize: 3 })) if (id >= 0) break;
    await db.models.Flight.update(0, { delay: 0 });
    expect(await db.models.Flight.count()).toEqual({ count: 250 });
  });

  it.each([
    [{ limit: -1 }, "MODEL.INVALID_PARAMETER"],
    [{ limit: 10_001 }, "MODEL.INVALID_PARAMETER"],
    [{ limit: "10" }, "MODEL.INVALID_PARAMETER"],
    [{ offset: 1.5 }, "MODEL.INVALID_PARAMETER"],
    [{ order_by: ["id"] }, "MODEL.UNKNOWN_PARAMETER"],
    [{ filter: { dely: 1 } }, "QUERY.UNKNOWN_FIELD"],
    [{ filter: { delay: { $gtt: 1 } } }, "QUERY.UNKNOWN_OPERATOR"],
    [{ filter: { delay: undefined } }, "QUERY.UNDEFINED_VALUE"],
    [{ orderBy: ["-dely"] }, "QUERY.UNKNOWN_FIELD"],
    [{ fields: ["constructor"] }, "QUERY.UNKNOWN_FIELD"],
  ])("refuses %j", async (input, code) => {
    const list = db.models.Flight.list.bind(db.models.Flight) as (given: object) => Promise<unknown>; // wrong on purpose
    await expect(list(input)).rejects.toMatchObject({ code });
  });
});
