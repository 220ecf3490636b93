/** Where rows come from: what is asked of a source, when it is closed, and what a signal and a listener see of it. */
import { type BulkProgress, type DataFlow, defineModel, field } from "@dataflow/model";
import { describe, expect, it as plainIt } from "vitest";
import { isolatedTests } from "./isolated-tests.ts";
import { databases, openDatabase } from "./open-database.ts";

const Item = defineModel("Item", { sku: field.text().unique(), stock: field.integer().optional() });
const models = { Item };

/** A source by hand that writes down what it was asked, and gives a row that does not fit at one of its places. */
function watched(badAt: number, close: () => Promise<void> = async () => undefined) {
  const asked: string[] = [];
  let at = 0;
  const iterator = {
    next: async () => {
      asked.push("next");
      const value = at === badAt ? { sku: "bad", stock: 0.5 } : { sku: `sku-${at}` };
      return { value, done: at++ === 20 };
    },
    return: async () => {
      asked.push("return");
      await close();
      return { value: undefined, done: true as const };
    },
  };
  return { asked, [Symbol.asyncIterator]: () => iterator };
}

const suites = await isolatedTests({ models });

describe.each(suites)("the source of a bulk operation on $name", ({ it }) => {
  let db: DataFlow<typeof models>;
  it.beforeEach(({ tddDataflow }) => {
    db = tddDataflow;
  });
  const count = async () => (await db.models.Item.count()).count;

  it("is told once when a row ends the operation before its end, and not at all when it has come to it", async () => {
    const whole = watched(-1);
    await db.models.Item.bulkCreate(whole, { batchSize: 3 });
    expect(whole.asked).not.toContain("return");
    await db.models.Item.bulkDelete({ all: true });
    const broken = watched(4);
    await expect(db.models.Item.bulkCreate(broken, { batchSize: 3 })).rejects.toThrow("Item[4].stock");
    expect(broken.asked.filter((what) => what === "return")).toHaveLength(1);
    expect(broken.asked.length).toBeLessThan(15);
    expect(await count()).toBe(0);
  });

  it("may fail to close: what is told is why it was closed", async () => {
    const source = watched(4, () => Promise.reject(new Error("cannot be closed")));
    await expect(db.models.Item.bulkCreate(source, { batchSize: 3 })).rejects.toThrow("Item[4].stock");
  });

  it.each(["async", "sync"])("may throw in the middle (%s): all or nothing, or the batches before", async (kind) => {
    function* sync() {
      for (let index = 0; index < 5; index++) yield { sku: `sku-${index}` };
      throw new Error("the source is gone");
    }
    async function* async() {
      yield* sync();
    }
    const source = kind === "sync" ? sync : async;
    await expect(db.models.Item.bulkCreate(source(), { batchSize: 2 })).rejects.toThrow("the source is gone");
    expect(await count()).toBe(0);
    const apart = { batchSize: 2, atomic: false };
    await expect(db.models.Item.bulkCreate(source(), apart)).rejects.toThrow("the source is gone");
    expect(await count()).toBe(4);
  });

  it.each(["bulkCreate", "bulkUpdate", "bulkUpsert", "bulkDelete"] as const)(
    "may never answer: a signal ends %s all the same, and undoes it",
    async (operation) => {
      const { ids = [] } = await db.models.Item.bulkCreate([{ sku: "a" }, { sku: "b" }], { returnIds: true });
      const abort = new AbortController();
      const { signal } = abort;
      let isClosed = false;
      /** What no operation before may have done is seen here: each of these changes would be. */
      const silent = <Value>(values: readonly Value[]): AsyncIterable<Value> => {
        let at = 0;
        const next = (): Promise<IteratorResult<Value>> => {
          const value = values[at++];
          if (value !== undefined) return Promise.resolve({ value, done: false });
          setTimeout(() => abort.abort(new Error("enough")), 1);
          return new Promise(() => undefined);
        };
        const close = async () => {
          isClosed = true;
          return { value: undefined, done: true as const };
        };
        return { [Symbol.asyncIterator]: () => ({ next, return: close }) };
      };
      const run = {
        bulkCreate: () => db.models.Item.bulkCreate(silent([{ sku: "c" }, { sku: "d" }]), { batchSize: 1, signal }),
        bulkUpdate: () =>
          db.models.Item.bulkUpdate({
            data: silent([{ sku: "a", stock: 1 }]),
            keyFields: ["sku"],
            batchSize: 1,
            signal,
          }),
        bulkUpsert: () =>
          db.models.Item.bulkUpsert(silent([{ sku: "a", stock: 1 }]), { keyFields: ["sku"], batchSize: 1, signal }),
        bulkDelete: () => db.models.Item.bulkDelete({ ids: silent(ids.map(Number)), batchSize: 1, signal }),
      };
      await expect(run[operation]()).rejects.toThrow("enough");
      expect(isClosed).toBe(true);
      expect(await db.models.Item.count({ filter: { stock: null } })).toEqual({ count: 2 });
      expect(await count()).toBe(2);
    },
  );

  it("is not looked at, and nothing is changed, when the signal is aborted before", async () => {
    await db.models.Item.create({ sku: "a" });
    const signal = AbortSignal.abort(new Error("before"));
    const source = watched(-1);
    const { Item: items } = db.models;
    for (const run of [
      () => items.bulkCreate(source, { signal }),
      () => items.bulkCreate([{ sku: "b" }], { signal }),
      () => items.bulkUpsert([{ sku: "a", stock: 1 }], { keyFields: ["sku"], signal }),
      () => items.bulkUpdate({ data: [{ sku: "a", stock: 1 }], keyFields: ["sku"], signal }),
      () => items.bulkUpdate({ all: true, update: { stock: 1 }, signal }),
      () => items.bulkDelete({ all: true, signal }),
      () => items.bulkDelete({ ids: [1], signal }),
    ])
      await expect(run()).rejects.toThrow("before");
    expect(source.asked).not.toContain("next");
    expect((await items.list()).records).toMatchObject([{ sku: "a", stock: null }]);
  });

  it("is not asked for more when a signal comes between two batches, and may itself end when it hears of it", async () => {
    const list = Array.from({ length: 9 }, (_, index) => ({ sku: `sku-${index}` }));
    const abort = new AbortController();
    const options = { batchSize: 1, signal: abort.signal, onProgress: () => abort.abort(new Error("enough")) };
    await expect(db.models.Item.bulkCreate(list, options)).rejects.toThrow("enough");
    const other = new AbortController();
    function* obedient() {
      yield* list.slice(0, 2);
      other.abort(new Error("enough"));
    }
    const { signal } = other;
    await expect(db.models.Item.bulkCreate(obedient(), { batchSize: 2, signal })).rejects.toThrow("enough");
    expect(await count()).toBe(0);
  });

  it("is heard of batch by batch: counts that only grow, the last those of the result", async () => {
    const { Item: items } = db.models;
    const rows = Array.from({ length: 10 }, (_, index) => ({ sku: `sku-${index % 7}`, stock: index }));
    const [odd, even] = [
      { sku: "x", stock: 0.5 },
      { sku: "none", stock: 1 },
    ];
    const told: BulkProgress[][] = [];
    const watch = () => {
      const list: BulkProgress[] = [];
      told.push(list);
      return { batchSize: 3, onProgress: (progress: BulkProgress) => list.push(progress), onRowError: "skip" } as const;
    };
    const results = [
      await items.bulkCreate([...rows, odd], watch()),
      await items.bulkUpsert([...rows, odd], { keyFields: ["sku"], ...watch() }),
      await items.bulkUpdate({ data: [...rows, odd, even], keyFields: ["sku"], ...watch() }),
    ];
    for (const [index, list] of told.entries()) {
      expect(list).toHaveLength(4);
      for (const [place, { processed, inserted, updated, failed }] of list.entries()) {
        const before = list[place - 1] ?? { processed: 0, inserted: 0, updated: 0, failed: 0 };
        expect(processed).toBeGreaterThan(before.processed);
        expect(inserted).toBeGreaterThanOrEqual(before.inserted);
        expect(updated).toBeGreaterThanOrEqual(before.updated);
        expect(failed).toBeGreaterThanOrEqual(before.failed);
      }
      const { skipped: failed, errors: _errors, ...counts } = { inserted: 0, ...results[index] };
      expect(list.at(-1)).toMatchObject({ ...counts, failed });
    }
    expect(told.map((list) => list.at(-1))).toEqual([
      { processed: 11, inserted: 7, updated: 0, failed: 4 },
      { processed: 11, inserted: 0, updated: 10, failed: 1 },
      { processed: 12, inserted: 0, updated: 10, failed: 1 },
    ]);
  });
});

describe.each(databases)("a list of rows on $name", (database) => {
  plainIt("is stored, and said to be, when the signal comes after its last batch", async () => {
    const { Item: items } = (await openDatabase(database, { models })).models;
    for (const batchSize of [2, 100]) {
      const abort = new AbortController();
      const onProgress = ({ processed }: BulkProgress) => {
        if (processed === 4) abort.abort(new Error("late"));
      };
      const rows = [0, 1, 2, 3].map((index) => ({ sku: `sku-${batchSize}-${index}` }));
      const options = { batchSize, signal: abort.signal, onProgress };
      expect(await items.bulkCreate(rows, options)).toMatchObject({ inserted: 4 });
    }
    expect(await items.count()).toEqual({ count: 8 });
  });
});
