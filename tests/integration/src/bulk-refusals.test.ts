/** What bulk operations refuse before they do anything, and which rows they leave out when told to. */
import { type DataFlow, defineModel, field } from "@dataflow/model";
import { describe, expect, it as plainIt } from "vitest";
import { isolatedTests } from "./isolated-tests.ts";
import { databases, openDatabase } from "./open-database.ts";

const answer = {
  "~standard": {
    version: 1 as const,
    vendor: "test",
    validate: (value: unknown) => {
      if (value === "throws") throw new Error("broken schema");
      if (value === "rejects") return Promise.reject(new Error("broken schema"));
      return value === "refused" ? { issues: [{ message: "is not liked" }] } : { value: String(value) };
    },
  },
};
const Team = defineModel("Team", { name: field.text() });
const Item = defineModel(
  "Item",
  {
    sku: field.text(20).unique(),
    stock: field.integer().optional(),
    mood: field.enum(["good", "bad"]).optional(),
    checked: field.text().optional().validate(answer),
    teamId: field
      .integer()
      .optional()
      .references(() => Team),
  },
  { versioned: true },
);
const models = { Team, Item };

const suites = await isolatedTests({ models, prepare: (db) => db.models.Item.create({ sku: "taken", stock: 1 }) });

/** A row for each way in which one can be in error, with what is said of it. */
const IN_ERROR = [
  [{ sku: "taken" }, "DATABASE.UNIQUE_VIOLATION", ["sku"], "items_sku_key"],
  [{ sku: "a", teamId: 99 }, "DATABASE.FOREIGN_KEY_VIOLATION", ["teamId"], "items_team_id_fkey"],
  [{ sku: null }, "MODEL.INVALID_INPUT", ["sku"]],
  [{}, "MODEL.INVALID_INPUT", ["sku"]],
  [{ sku: "b".repeat(21) }, "MODEL.INVALID_INPUT", ["sku"]],
  [{ sku: "c", stock: "5" }, "MODEL.INVALID_INPUT", ["stock"]],
  [{ sku: "d", mood: "ugly" }, "MODEL.INVALID_INPUT", ["mood"]],
  [{ sku: "e", checked: "refused" }, "MODEL.INVALID_INPUT", ["checked"]],
  [{ sku: "f", nope: 1 }, "MODEL.INVALID_INPUT", ["nope"]],
  [{ sku: "g", stock: 0.5, mood: "ugly" }, "MODEL.INVALID_INPUT", ["stock", "mood"]],
] as const;

describe.each(suites)("bulk operations on $name", ({ it }) => {
  let items: DataFlow<typeof models>["models"]["Item"];
  it.beforeEach(({ tddDataflow }) => {
    items = tddDataflow.models.Item;
  });
  const contents = async () =>
    (await items.list({ orderBy: ["sku"] })).records.map(({ sku, stock, version }) => [sku, stock, version]);
  const untouched = [["taken", 1, 1]];

  describe("leave out rows in error, of each kind", () => {
    // Untyped code may bring rows of any kind.
    const rows = IN_ERROR.map(([row]) => row as { sku: string });
    const expected = (from: number) =>
      IN_ERROR.slice(from).map(([, code, fields, constraint], index) => ({
        row: index + 1,
        code,
        message: expect.stringContaining("Item"),
        fields,
        ...(constraint === undefined ? {} : { constraint }),
      }));

    it.each([
      { batchSize: 100, atomic: true },
      { batchSize: 3, atomic: true },
      { batchSize: 2, atomic: false },
    ])("and keep the others ($batchSize in a batch, atomic: $atomic)", async (how) => {
      const data = [{ sku: "first" }, ...rows, { sku: "last" }];
      const result = await items.bulkCreate(data, { ...how, onRowError: "collect", returnIds: true });
      expect(result).toMatchObject({ processed: 12, inserted: 2, updated: 0, skipped: 10 });
      expect(result.errors).toEqual(expected(0));
      const { records } = await items.list({ orderBy: ["id"] });
      expect(records.map(({ sku }) => sku)).toEqual(["taken", "first", "last"]);
      expect(result.ids).toEqual(records.slice(1).map(({ id }) => id));
    });

    it("in an upsert and in an update by keys, too", async () => {
      const [, ...others] = rows;
      const data = [{ sku: "first" }, ...others, { sku: "taken", stock: 2 }];
      const upserted = await items.bulkUpsert(data, { keyFields: ["sku"], onRowError: "collect" });
      expect(upserted).toMatchObject({ processed: 11, inserted: 1, updated: 1, skipped: 9, errors: expected(1) });
      const changes = [
        { sku: "taken", stock: 3 },
        { sku: "taken", teamId: 99 },
        { sku: "first", stock: "x" },
        { sku: null, stock: 1 },
        { stock: 1 },
        { sku: "first", version: "1", stock: 1 },
        { sku: "first", version: 2 ** 40, stock: 1 },
        { sku: "first", version: 9, stock: 1 },
        { sku: "first", id: 5 },
        { sku: "taken", stock: { $inc: 2_147_483_647 } },
        { sku: "first", stock: { $inc: 1 } },
      ];
      const updated = await items.bulkUpdate({ data: changes, keyFields: ["sku"], onRowError: "collect" });
      expect(updated).toMatchObject({ processed: 11, updated: 2, skipped: 9 });
      expect(updated.errors?.map(({ row, code, fields }) => [row, code, ...fields])).toEqual([
        [1, "DATABASE.FOREIGN_KEY_VIOLATION", "teamId"],
        [2, "MODEL.INVALID_INPUT", "stock"],
        [3, "MODEL.INVALID_INPUT", "sku"],
        [4, "MODEL.INVALID_INPUT", "sku"],
        [5, "MODEL.INVALID_INPUT", "version"],
        [6, "MODEL.INVALID_INPUT", "version"],
        [7, "MODEL.VERSION_CONFLICT"],
        [8, "MODEL.INVALID_INPUT", "id"],
        [9, "DATABASE.VALUE_OUT_OF_RANGE", "stock"],
      ]);
    });

    it("and what is no row at all", async () => {
      class Line {
        readonly sku = "line";
      }
      const odd: readonly unknown[] = [
        null,
        undefined,
        7,
        "text",
        ["x"],
        new Date(0),
        new Line(),
        () => ({ sku: "f" }),
      ];
      // Untyped code may pass anything.
      const data = odd.flatMap((row, index) => [row, { sku: index === 0 ? "taken" : `sku-${index}`, stock: 5 }]) as {
        sku: string;
      }[];
      const errors = odd.map((_, index) => ({
        row: index * 2,
        code: "MODEL.INVALID_INPUT",
        message: expect.stringMatching(new RegExp(`^Item\\[${index * 2}\\] is .*, and no row$`)),
        fields: [],
      }));
      const collect = { onRowError: "collect", batchSize: 5 } as const;
      const keyFields = ["sku"] as const;
      expect(await items.bulkUpdate({ data, keyFields, ...collect })).toEqual({
        processed: 16,
        updated: 1,
        skipped: 8,
        errors,
      });
      const upserted = await items.bulkUpsert(data, { keyFields, ...collect });
      expect(upserted).toEqual({ processed: 16, inserted: 7, updated: 1, skipped: 8, errors });
      const shared = { ...collect, mood: "good", returnIds: true } as object;
      const { ids, ...created } = await items.bulkCreate(new Set(data.slice(2, 5)), shared);
      expect([created.errors, ids]).toMatchObject([
        [{ row: 0 }, { code: "DATABASE.UNIQUE_VIOLATION" }, { row: 2 }],
        [],
      ]);
      const named = { code: "MODEL.INVALID_INPUT", message: "Item[2] is a number, and no row" };
      await expect(items.bulkCreate([{ sku: "y" }, { sku: "z" }, 7] as never)).rejects.toMatchObject(named);
      await expect(items.bulkUpdate({ data: [{ id: 1 }, { id: 2 }, 7] as never })).rejects.toMatchObject(named);
      expect(await items.count()).toEqual({ count: 8 });
    });

    it("but not a schema that throws: nothing is known of the value", async () => {
      for (const checked of ["throws", "rejects"]) {
        const failed = { code: "MODEL.VALIDATOR_FAILED", cause: new Error("broken schema") };
        const options = { onRowError: "collect" } as const;
        const row = { sku: "a", checked };
        const inRow = { ...failed, meta: { field: "Item[1].checked" } };
        await expect(items.bulkCreate([{ sku: "b" }, row], options)).rejects.toMatchObject(inRow);
        await expect(items.bulkUpsert([{ sku: "b" }, row], { keyFields: ["sku"] })).rejects.toMatchObject(inRow);
        const update = { data: [{ sku: "taken", checked }], keyFields: ["sku"] } as const;
        await expect(items.bulkUpdate(update)).rejects.toMatchObject(failed);
        await expect(items.bulkUpdate({ all: true, update: { checked } })).rejects.toMatchObject(failed);
        await expect(items.create(row)).rejects.toMatchObject({ ...failed, meta: { field: "Item.checked" } });
      }
      expect(await contents()).toEqual(untouched);
    });
  });

  it.each([
    undefined,
    {},
    { $and: [{}] },
    { $or: [{}, { sku: "taken" }] },
    { sku: { $nin: [] } },
    { $and: [{ sku: { $nin: [] } }, {}] },
  ])("refuse a filter that asks for nothing: %j", async (filter) => {
    const given = filter === undefined ? {} : { filter };
    const empty = { code: "MODEL.EMPTY_FILTER" };
    await expect(items.bulkDelete(given)).rejects.toMatchObject(empty);
    await expect(items.bulkUpdate({ ...given, update: { stock: 5 } })).rejects.toMatchObject(empty);
    await expect(items.bulkDelete({ ...given, all: false })).rejects.toMatchObject(empty);
    expect(await contents()).toEqual(untouched);
    expect(await items.bulkUpdate({ ...given, all: true, update: { stock: 5 } })).toEqual({ processed: 1, updated: 1 });
  });

  it("take no rows for nothing to do", async () => {
    const nothing = { processed: 0, inserted: 0, updated: 0 };
    expect(await items.bulkCreate([], { returnIds: true })).toEqual({ ...nothing, skipped: 0, ids: [], errors: [] });
    expect(await items.bulkUpsert(new Set<{ sku: string }>())).toEqual(nothing);
    expect(await items.bulkUpdate({ data: [] })).toEqual({ processed: 0, updated: 0 });
    expect(await items.bulkDelete({ ids: [] })).toEqual({ deleted: 0 });
    expect(await contents()).toEqual(untouched);
  });

  // Untyped code may pass anything.
  const odd: readonly (readonly [string, string, () => Promise<unknown>])[] = [
    ...[0, -1, 1.5, 100_001, Number.NaN, "5", null].map(
      (batchSize) =>
        [
          `batchSize ${batchSize}`,
          "batchSize",
          () => items.bulkCreate([{ sku: "a" }], { batchSize } as object),
        ] as const,
    ),
    ["batchSize of ids", "batchSize", () => items.bulkDelete({ ids: [1], batchSize: 0 })],
    ["atomic", "atomic", () => items.bulkCreate([{ sku: "a" }], { atomic: 0 } as object)],
    ["onRowError", "onRowError", () => items.bulkUpsert([{ sku: "a" }], { onRowError: "ignore" } as object)],
    ["onProgress", "onProgress", () => items.bulkCreate([{ sku: "a" }], { onProgress: {} } as object)],
    ["returnIds", "returnIds", () => items.bulkCreate([{ sku: "a" }], { returnIds: "yes" } as object)],
    ["all", "all", () => items.bulkDelete({ all: "yes" } as object)],
    ["conflictResolution", "conflictResolution", () => items.bulkCreate([], { conflictResolution: "merge" } as object)],
    ["keyFields, not unique", "keyFields", () => items.bulkUpsert([{ sku: "a" }], { keyFields: ["stock"] })],
    ["keyFields, unknown", "keyFields", () => items.bulkUpsert([], { keyFields: ["skuu"] } as object)],
    ["keyFields of an update", "keyFields", () => items.bulkUpdate({ data: [{ stock: 1 }], keyFields: ["stock"] })],
    ["keyFields, unused", "keyFields", () => items.bulkCreate([{ sku: "a" }], { keyFields: ["sku"] })],
    ["updateFields, unused", "updateFields", () => items.bulkCreate([{ sku: "a" }], { updateFields: ["stock"] })],
    ...["id", "updatedAt", "version"].map(
      (name) =>
        [
          `updateFields: ${name}`,
          "updateFields",
          () => items.bulkUpsert([{ sku: "taken", id: 7 }], { keyFields: ["sku"], updateFields: [name] } as object),
        ] as const,
    ),
    ["data, absent", "data", () => items.bulkCreate(undefined as unknown as [])],
    ["data, a text", "data", () => items.bulkCreate("abc" as unknown as [])],
    ["ids, wrong kind", "ids[1]", () => items.bulkDelete({ ids: [1, "2" as unknown as number] })],
    [
      "ids, from anywhere",
      "ids[2]",
      () => items.bulkDelete({ ids: new Set([1, 2, null as unknown as number]), batchSize: 2 }),
    ],
    ["ids and filter", "ids", () => items.bulkDelete({ ids: [1], filter: { sku: "taken" } } as object)],
    [
      "data and filter",
      "filter",
      () => items.bulkUpdate({ data: [], filter: { sku: "a" }, update: { stock: 1 } } as never),
    ],
    [
      "batchSize without data",
      "batchSize",
      () => items.bulkUpdate({ all: true, update: { stock: 2 }, batchSize: 5 } as never),
    ],
  ];
  it.each(odd)("refuse what cannot be meant: %s", async (_what, parameter, run) => {
    await expect(run()).rejects.toMatchObject({ code: "MODEL.INVALID_PARAMETER", meta: { parameter } });
    expect(await contents()).toEqual(untouched);
  });
});

const Priced = defineModel("Priced", { price: field.integer(), note: field.text().optional() }, { timestamps: false });

describe.each(databases)("a table that is stricter than its model on $name", (database) => {
  plainIt("names the row, the field and the constraint that refused it", async () => {
    const db = await openDatabase(database, { models: { Priced }, autoMigrate: false });
    const id = db.connection.dialect === "sqlite" ? "INTEGER PRIMARY KEY" : "integer GENERATED BY DEFAULT AS IDENTITY";
    await db.connection.run(
      `CREATE TABLE priceds (id ${id}, price integer NOT NULL CONSTRAINT fair CHECK (price > 0), note text NOT NULL)`,
    );
    const data = [1, 2, 0, 3, -1].map((price) => ({ price, note: price === 3 ? null : "n" }));
    const unfair = { code: "DATABASE.CHECK_VIOLATION", constraint: "fair" };
    const { inserted, errors } = await db.models.Priced.bulkCreate(data, { onRowError: "collect" });
    expect([inserted, errors]).toMatchObject([
      2,
      [
        { row: 2, ...unfair },
        { row: 3, code: "DATABASE.NOT_NULL_VIOLATION", fields: ["note"] },
        { row: 4, ...unfair },
      ],
    ]);
    const failure = db.models.Priced.bulkCreate(data, { batchSize: 2 });
    await expect(failure).rejects.toMatchObject({
      code: "DATABASE.CHECK_VIOLATION",
      meta: { row: 2, constraint: "fair" },
    });
    expect(await db.models.Priced.count()).toEqual({ count: 2 });
  });
});
