/** Updates by keys whose rows hand unique values on to one another: the same on both databases, whatever order these change rows in. */
import { type DataFlow, defineModel, field } from "@dataflow/model";
import fc from "fast-check";
import { describe, expect } from "vitest";
import { isolatedTests } from "./isolated-tests.ts";
import { propertyOptions } from "./property-options.ts";

const Seat = defineModel(
  "Seat",
  {
    place: field.text().unique(),
    row: field.integer().optional(),
    number: field.integer().optional(),
    guest: field.text().optional(),
  },
  { indexes: [{ fields: ["row", "number"], unique: true }], versioned: true, softDelete: true },
);
const models = { Seat };
const PLACES = ["a", "b", "c", "d", "e", "f"];
const suites = await isolatedTests({
  models,
  prepare: (db) => db.models.Seat.bulkCreate(PLACES.map((place, index) => ({ place, row: 1, number: index }))),
});

/** Which place each of some seats gets: one that another one has, or a new one. */
const moves = fc
  .tuple(fc.shuffledSubarray(PLACES), fc.shuffledSubarray([...PLACES, "x", "y", "z"], { minLength: PLACES.length }))
  .map(([from, to]) => from.map((place, index) => ({ from: place, to: to[index] ?? "" })));

/** Whether, one after the other in some order, each finds its place free. */
function isPossible(all: readonly { readonly from: string; readonly to: string }[]): boolean {
  const taken = new Set(PLACES);
  let waiting = all.filter(({ from, to }) => from !== to);
  for (let before = -1; waiting.length !== before; ) {
    before = waiting.length;
    waiting = waiting.filter(({ from, to }) => {
      if (taken.has(to)) return true;
      taken.delete(from);
      taken.add(to);
      return false;
    });
  }
  return waiting.length === 0;
}

describe.each(suites)("a unique value that a bulk update hands on, on $name", ({ it }) => {
  let seats: DataFlow<typeof models>["models"]["Seat"];
  let idOf: (place: string) => number;
  it.beforeEach(async ({ tddDataflow }) => {
    seats = tddDataflow.models.Seat;
    const { records } = await seats.list();
    idOf = (place) => records.find((record) => record.place === place)?.id ?? 0;
  });
  const places = async () => (await seats.list({ orderBy: ["id"] })).records.map(({ place }) => place);
  const taken = (meta: object) => ({ code: "DATABASE.UNIQUE_VIOLATION", meta: expect.objectContaining(meta) });

  it("is free for the row that takes it when any order of the rows makes it so", async () => {
    await fc.assert(
      fc.asyncProperty(moves, async (all) => {
        const start = await places();
        const data = all.map(({ from, to }) => ({ id: idOf(from), place: to }));
        const done = await seats.bulkUpdate({ data }).catch((error: { code: string }) => error.code);
        const wanted = start.map((place) => all.find(({ from }) => from === place)?.to ?? place);
        expect(done).toEqual(
          isPossible(all) ? { processed: all.length, updated: all.length } : "DATABASE.UNIQUE_VIOLATION",
        );
        expect(await places()).toEqual(isPossible(all) ? wanted : start);
        // Over places that no seat has: back to the start.
        for (const way of [(place: string) => `${place}${place}`, (place: string) => place])
          await seats.bulkUpdate({ data: PLACES.map((place) => ({ id: idOf(place), place: way(place) })) });
      }),
      propertyOptions({ runs: 40 }),
    );
  });

  it("may be one of several fields, of rows that bring different ones, found by another key", async () => {
    const data = [
      { place: "a", number: 1, guest: "Ann" },
      { place: "b", row: 2 },
      { place: "c", row: null, number: 7 },
      { place: "d", number: 2, guest: null },
      { place: "nobody", number: 3 },
    ];
    expect(await seats.bulkUpdate({ data, keyFields: ["place"] })).toEqual({ processed: 5, updated: 4 });
    const { records } = await seats.list({ orderBy: ["id"], limit: 4 });
    expect(records.map(({ row, number, version }) => [row, number, version])).toEqual([
      [1, 1, 2],
      [2, 1, 2],
      [null, 7, 2],
      [1, 2, 2],
    ]);
  });

  it("comes from an earlier row whatever the batches are, and among rows that are changed by themselves", async () => {
    const chain = ["g", "a", "b", "c", "d", "e"].map((place, index) => ({ id: idOf(PLACES[index] ?? ""), place }));
    expect(await seats.bulkUpdate({ data: chain, batchSize: 1 })).toMatchObject({ updated: 6 });
    expect(await places()).toEqual(["g", "a", "b", "c", "d", "e"]);
    const [first, second, third] = ["a", "b", "c"].map(idOf);
    const data = [
      { id: first as number, place: "free" },
      { id: second as number, place: "g", version: 2 },
      { id: third as number, place: "a", number: { $inc: 50 } },
    ];
    expect(await seats.bulkUpdate({ data })).toMatchObject({ updated: 3 });
    expect((await places()).slice(0, 3)).toEqual(["free", "g", "a"]);
  });

  it("is handed on by an upsert, too, in the order of the input, whatever its rows bring", async () => {
    const data = [
      { id: idOf("a"), place: "free", guest: "Ann" },
      { id: idOf("b"), place: "a" },
      { id: idOf("c"), place: "b", guest: "Cem" },
      { id: idOf("d"), place: "c", row: 9 },
    ];
    const mixed = [{ id: idOf("e"), place: "e", row: 5 }, { id: idOf("f"), place: "f", row: 6 }, ...data];
    for (const rows of [data, mixed]) {
      expect(await seats.bulkUpsert(rows)).toEqual({ processed: rows.length, inserted: 0, updated: rows.length });
      expect((await places()).slice(0, 4)).toEqual(["free", "a", "b", "c"]);
      await seats.bulkUpdate({ data: PLACES.slice(0, 4).map((place) => ({ id: idOf(place), place })) });
    }
    const { ids, updated, errors } = await seats.bulkCreate([...mixed, { place: "f", id: idOf("a"), guest: null }], {
      conflictResolution: "upsert",
      onRowError: "collect",
      returnIds: true,
    });
    expect([updated, errors.map(({ row }) => row)]).toEqual([6, [6]]);
    expect(ids).toEqual(["e", "f", "a", "b", "c", "d"].map(idOf));
    const ring = [
      { id: idOf("a"), place: "c" },
      { id: idOf("d"), place: "free" },
    ];
    await expect(seats.bulkUpsert(ring)).rejects.toMatchObject(taken({ row: 0 }));
  });

  it("cannot be exchanged: the first row of the ring is named, and the others are kept when they may be", async () => {
    const swap = [
      { id: idOf("c"), place: "free" },
      { id: idOf("a"), place: "b" },
      { id: idOf("b"), place: "a" },
      { id: idOf("d"), place: "c" },
    ];
    await expect(seats.bulkUpdate({ data: swap })).rejects.toMatchObject(taken({ row: 1, fields: ["place"] }));
    expect(await places()).toEqual(PLACES);
    const { updated, errors } = await seats.bulkUpdate({ data: swap, onRowError: "collect" });
    expect([updated, errors?.map(({ row, code }) => [row, code])]).toEqual([
      2,
      [1, 2].map((row) => [row, "DATABASE.UNIQUE_VIOLATION"]),
    ]);
    expect(await places()).toEqual(["a", "b", "free", "c", "e", "f"]);
  });

  it("is not given up by a row that keeps it, nor by one that is hidden", async () => {
    await seats.delete(idOf("f"));
    for (const [place, other] of [
      ["b", { id: idOf("b"), guest: "Bea" }] as const,
      ["f", { id: idOf("f"), place: "free" }] as const,
    ]) {
      const data = [{ id: idOf("a"), place }, other];
      await expect(seats.bulkUpdate({ data })).rejects.toMatchObject(taken({ row: 0 }));
    }
    expect((await places())[0]).toBe("a");
  });
});
