/**
 * Law: how the input of an upsert or an update by keys is cut into batches, and in which form it comes, changes nothing. A
 * failure prints its seed; `DATAFLOW_TEST_SEED` replays it.
 */

import { type DataFlow, defineModel, field } from "@dataflow/model";
import fc from "fast-check";
import { describe, expect } from "vitest";
import { isolatedTests } from "./isolated-tests.ts";
import { propertyOptions } from "./property-options.ts";

const Item = defineModel(
  "Item",
  {
    sku: field.text().unique(),
    stock: field.integer().default(7),
    price: field.decimal(8, 2).optional(),
    label: field.text().optional(),
  },
  { versioned: true },
);
const models = { Item };

const values = {
  stock: fc.integer({ min: -5, max: 5 }),
  price: fc.option(fc.constantFrom("1.00", "2.50")),
  label: fc.option(fc.constantFrom("a", "b")),
};
const upserted = fc
  .tuple(
    fc.constantFrom("k1", "k2", "k3", "k4", "k5"),
    fc.record(values, { requiredKeys: [] }),
    fc.option(fc.record(values, { requiredKeys: [] })),
  )
  .map(([sku, brought, forNew]) => {
    const others = Object.entries(forNew ?? {}).filter(([name]) => !Object.hasOwn(brought, name));
    return forNew === null ? { sku, ...brought } : { sku, ...brought, $setOnInsert: Object.fromEntries(others) };
  });
const updated = fc
  .tuple(fc.constantFrom("k1", "k2", "k3"), fc.record(values, { requiredKeys: [] }), fc.boolean())
  .map(([sku, brought, isCounted]) => (isCounted ? { sku, stock: { $inc: 1 } } : { sku, ...brought }));

/** How the same rows may reach an operation. */
const delivery = fc.record({
  batchSize: fc.integer({ min: 1, max: 12 }),
  form: fc.constantFrom("array", "iterable", "async iterable"),
});
type Delivery = typeof delivery extends fc.Arbitrary<infer Value> ? Value : never;

function delivered<Row>(rows: readonly Row[], { form }: Delivery): Iterable<Row> | AsyncIterable<Row> {
  if (form === "array") return rows;
  if (form === "iterable") return new Set(rows.map((row) => ({ ...row })));
  return (async function* () {
    yield* rows;
  })();
}

const ONE_BY_ONE: Delivery = { batchSize: 1, form: "array" };

const suites = await isolatedTests({ models });

describe.each(suites)("how the input of a bulk operation is cut on $name", ({ it }) => {
  let db: DataFlow<typeof models>;
  it.beforeEach(({ tddDataflow }) => {
    db = tddDataflow;
  });

  /** The table, without what the time and the order of new rows decide. */
  const contents = async () =>
    (await db.models.Item.list({ orderBy: ["sku"] })).records.map(
      ({ id: _id, createdAt: _createdAt, updatedAt: _updatedAt, ...rest }) => rest,
    );
  const start = async () => {
    await db.models.Item.bulkDelete({ all: true });
    await db.models.Item.bulkCreate([
      { sku: "k1", stock: 1, label: "old" },
      { sku: "k2", price: "9.99" },
    ]);
  };
  const upsert = async (rows: readonly { readonly sku: string }[], how: Delivery) => {
    await start();
    const { duplicates: _duplicates, ...counts } = await db.models.Item.bulkUpsert(delivered(rows, how), {
      keyFields: ["sku"],
      batchSize: how.batchSize,
    });
    return { counts, contents: await contents() };
  };
  const update = async (rows: readonly { readonly sku: string }[], how: Delivery) => {
    await start();
    const counts = await db.models.Item.bulkUpdate({
      data: delivered(rows, how),
      keyFields: ["sku"],
      batchSize: how.batchSize,
    });
    return { counts, contents: await contents() };
  };

  it("decides nothing about an upsert: each row changes what it brings, one after the other", async () => {
    const rowsAndDelivery = [fc.array(upserted, { maxLength: 14 }), delivery] as const;
    await fc.assert(
      fc.asyncProperty(...rowsAndDelivery, async (rows, how) => {
        expect(await upsert(rows, how)).toEqual(await upsert(rows, ONE_BY_ONE));
      }),
      propertyOptions({ runs: 30 }),
    );
  });

  it("decides nothing about an update by keys", async () => {
    const rowsAndDelivery = [fc.array(updated, { maxLength: 12 }), delivery] as const;
    await fc.assert(
      fc.asyncProperty(...rowsAndDelivery, async (rows, how) => {
        expect(await update(rows, how)).toEqual(await update(rows, ONE_BY_ONE));
      }),
      propertyOptions({ runs: 20 }),
    );
  });

  it("says of rows with the same key how many a later one replaced, and gives each the key of its stored row", async () => {
    await start();
    const rows = [
      { sku: "k1", stock: 2 },
      { sku: "k9", stock: 3 },
      { sku: "k1", label: "new" },
      { sku: "k9", stock: 4 },
    ];
    expect(await db.models.Item.bulkUpsert(rows, { keyFields: ["sku"] })).toEqual({
      processed: 4,
      inserted: 1,
      updated: 3,
      duplicates: 2,
    });
    expect(await contents()).toMatchObject([
      { sku: "k1", stock: 2, label: "new", version: 3 },
      { sku: "k2", stock: 7, version: 1 },
      { sku: "k9", stock: 4, version: 2 },
    ]);
    const { ids = [] } = await db.models.Item.bulkCreate(rows, {
      conflictResolution: "upsert",
      keyFields: ["sku"],
      returnIds: true,
    });
    expect([ids[0], ids[1]]).toEqual([ids[2], ids[3]]);
    expect(ids[0]).not.toBe(ids[1]);
  });
});
