/**
 * Law: whatever is wrong with an input, on every way in, the answer is a coded error with a reason and a fix, nothing is
 * stored, and neither the message nor its data carries the value.
 */
import { isDataFlowError, LocalRuntime } from "@dataflow/core";
import { type DataFlow, defineModel, field } from "@dataflow/model";
import { describe, expect } from "vitest";
import { isolatedTests } from "./isolated-tests.ts";

const CANARY = "s3cr3t-c4n4ry";
const Thing = defineModel("Thing", {
  name: field.text(40),
  count: field.integer().optional(),
  big: field.bigint().optional(),
  ratio: field.real().optional(),
  price: field.decimal(6, 2).optional(),
  on: field.boolean().optional(),
  at: field.timestamp().optional(),
  day: field.date().optional(),
  clock: field.time().optional(),
  uuid: field.uuid().optional(),
  json: field.json().optional(),
  mood: field.enum(["good", "bad"]).optional(),
  bytes: field.bytes().optional(),
  tags: field.array(field.text()).optional(),
});
const models = { Thing };

const cyclic: Record<string, unknown> = { note: CANARY };
cyclic.self = cyclic;
const polluted: unknown = JSON.parse(`{"__proto__": {"name": "${CANARY}"}}`);

const WRONG: readonly (readonly [string, string, unknown])[] = [
  ["an object for a text", "name", { $gt: CANARY }],
  ["an array for a text", "name", [CANARY]],
  ["a number for a text", "name", 7],
  ["undefined", "name", undefined],
  ["null for a required field", "name", null],
  ["ill-formed Unicode", "name", `${CANARY}\ud800`],
  ["a NUL", "name", `${CANARY}\0`],
  ["a text that is too long", "name", CANARY.repeat(5)],
  ["a numeric text for an integer", "count", "7"],
  ["a fraction for an integer", "count", 1.5],
  ["an integer that is too great", "count", 2_147_483_648],
  ["NaN", "count", Number.NaN],
  ["a number for a bigint", "big", 7],
  ["a bigint that is too great", "big", 2n ** 63n],
  ["infinity", "ratio", Number.POSITIVE_INFINITY],
  ["NaN for a real", "ratio", Number.NaN],
  ["a number for a decimal", "price", 1.5],
  ["a decimal with too many digits", "price", "12345.67"],
  ["a decimal with too many places", "price", "1.234"],
  ["a word for a decimal", "price", CANARY],
  ["a number for a boolean", "on", 1],
  ["a text date for a timestamp", "at", "2001-01-01T00:00:00Z"],
  ["an invalid date", "at", new Date("nonsense")],
  ["a date of the year 12000", "at", new Date(Date.UTC(12_000, 0))],
  ["a Date for a date", "day", new Date()],
  ["a day that does not exist", "day", "2001-02-29"],
  ["an hour that does not exist", "clock", "24:00:00"],
  ["a word for a UUID", "uuid", CANARY],
  ["a cyclic document", "json", cyclic],
  ["a document with undefined", "json", { note: CANARY, gone: undefined }],
  ["a document with a function", "json", { note: CANARY, run: () => CANARY }],
  ["a document with NaN", "json", { note: CANARY, n: Number.NaN }],
  ["a document with a bigint", "json", { note: CANARY, n: 1n }],
  ["a word that is not of the enum", "mood", CANARY],
  ["a prototype key for an enum", "mood", "constructor"],
  ["a text for bytes", "bytes", CANARY],
  ["a text for an array", "tags", CANARY],
  ["a null in an array", "tags", [CANARY, null]],
  ["a number in an array", "tags", [CANARY, 7]],
  ["an unknown field", "nmae", CANARY],
  ["a managed field", "createdAt", new Date()],
  ["a prototype name", "__proto__", { name: CANARY }],
  ["constructor", "constructor", CANARY],
];

const suites = await isolatedTests({ models, prepare: (db) => db.models.Thing.create({ name: "first" }) });

describe.each(suites)("bad input on $name", ({ it }) => {
  let db: DataFlow<typeof models>;
  it.beforeEach(({ tddDataflow }) => {
    db = tddDataflow;
  });

  const rowWith = (name: string, value: unknown): object =>
    Object.defineProperty({ name: "row" }, name, { value, enumerable: true, configurable: true });
  const waysIn: readonly (readonly [string, (row: object) => Promise<unknown>])[] = [
    ["create", (row) => db.models.Thing.create(row as { name: string })],
    ["bulkCreate", (row) => db.models.Thing.bulkCreate([{ name: "good" }, row as { name: string }])],
    ["bulkUpsert", (row) => db.models.Thing.bulkUpsert([{ name: "row", ...row, id: 1 }])],
    ["update", (row) => db.models.Thing.update(1, row)],
    ["bulkUpdate", (row) => db.models.Thing.bulkUpdate({ all: true, update: row })],
    [
      "a node",
      (row) =>
        new LocalRuntime().execute(
          db
            .workflow()
            .addNode("ThingBulkCreateNode", "import", { data: [row] } as object)
            .build(),
        ),
    ],
  ];

  it.each(WRONG)("refuses %s", async (_what, name, value) => {
    for (const [way, run] of waysIn) {
      if (name === "__proto__" && way === "bulkUpsert") continue; // a spread drops it before we could see it
      const before = await contents();
      const failure = await new Promise(
        (resolve) =>
          void Promise.resolve(rowWith(name, value))
            .then(run)
            .then(() => resolve("accepted"), resolve),
      );
      expect(isDataFlowError(failure), `${way}: ${String(failure)}`).toBe(true);
      const error = failure as { code: string; why: string; fix: string; cause?: unknown };
      expect([error.code.includes("."), error.why !== "", error.fix !== ""]).toEqual([true, true, true]);
      expect(
        `${String(failure)} ${JSON.stringify(failure)} ${String(error.cause)} ${JSON.stringify(error.cause ?? null)}`,
      ).not.toContain(CANARY);
      expect(await contents(), way).toEqual(before);
    }
  });

  it("is not fooled by a polluted document", async () => {
    const { json } = await db.models.Thing.create({ name: "proto", json: polluted as Record<string, string> });
    expect(Object.keys(json as object)).toEqual(["__proto__"]);
    expect(({} as { name?: string }).name).toBeUndefined();
    await db.models.Thing.bulkDelete({ filter: { name: "proto" } });
  });

  it.each([
    ["an object for a key", { $gt: 0 }],
    ["an array for a key", [1]],
    ["a text for a numeric key", "1"],
    ["null", null],
    ["undefined", undefined],
    ["NaN", Number.NaN],
  ])("refuses %s as recordId", async (_what, recordId) => {
    const key = recordId as number; // wrong on purpose
    for (const run of [
      db.models.Thing.read(key),
      db.models.Thing.update(key, { count: 1 }),
      db.models.Thing.delete(key),
    ]) {
      await expect(run).rejects.toMatchObject({ code: "MODEL.INVALID_PARAMETER" });
    }
    await expect(db.models.Thing.bulkDelete({ ids: [key] })).rejects.toSatisfy(isDataFlowError);
  });

  it.each([undefined, null, 7, "name", ["name"], new Map([["name", "x"]])])("refuses %j as a row", async (row) => {
    const before = await contents();
    for (const run of [
      () => db.models.Thing.create(row as never),
      () => db.models.Thing.update(1, row as never),
      () => db.models.Thing.bulkCreate([row as never]),
      () => db.models.Thing.upsert({ where: row as never }),
    ]) {
      const code = expect.stringMatching(/^MODEL\.(INVALID_PARAMETER|INVALID_INPUT|NOTHING_TO_CHANGE)$/);
      await expect(run()).rejects.toMatchObject({ code });
    }
    expect(await contents()).toEqual(before);
  });

  it("refuses a null as the key of an upsert, and a key that no row can have", async () => {
    const before = await contents();
    for (const id of [null, "1"]) {
      const upsert = db.models.Thing.upsert({ where: { id: id as never }, create: { name: "x" } });
      await expect(upsert).rejects.toMatchObject({ code: "MODEL.INVALID_PARAMETER", meta: { parameter: "where" } });
    }
    expect(await contents()).toEqual(before);
  });

  const contents = () => db.connection.query("SELECT * FROM things ORDER BY id").then(({ rows }) => rows);
});
