import { access, mkdtemp, readFile, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { Readable, Writable } from "node:stream";
import { type DataFlow, defineModel, field } from "@dataflow/model";
import { afterAll, beforeAll, describe, expect } from "vitest";
import { isolatedTests } from "./isolated-tests.ts";

const Thing = defineModel("Thing", {
  name: field.text().unique(),
  note: field.text().optional(),
  price: field.decimal(10, 2).default("1.00"),
  stock: field.integer().default(7),
  big: field.bigint().optional(),
  ratio: field.real().optional(),
  isNew: field.boolean().default(true),
  day: field.date().optional(),
  at: field.timestamp().optional(),
  data: field.json().optional(),
  tags: field.array(field.text()).optional(),
  counts: field.array(field.bigint()).optional(),
  raw: field.bytes().optional(),
  code: field.uuid().optional(),
  opens: field.time().optional(),
  exact: field.decimal(30, 10).optional(),
});
const models = { Thing };

const FULL = {
  name: 'comma, "quote"\nline\r\n\ttab é😀',
  note: "",
  price: "12.50",
  stock: -3,
  big: 9_007_199_254_740_993n,
  ratio: 0.1,
  isNew: false,
  day: "2001-01-31",
  at: new Date("2001-01-31T08:30:00.123Z"),
  data: { list: [1, null, "x"], text: "1" },
  tags: ["a,b", "", '"'],
  counts: [1n, 9_007_199_254_740_993n],
  raw: Uint8Array.from([0, 255, 10, 34]),
  code: "0b6e5a2c-7f0e-4c58-9a53-1d2f3b4c5d6e",
  opens: "23:59:59.999",
  exact: "-12345678901234567890.1234567891",
};
const EDGES = {
  ...FULL,
  name: "edges",
  day: "0001-01-01",
  at: new Date("9999-12-31T23:59:59.999Z"),
  price: "-0.01",
  big: -(2n ** 63n),
  opens: "00:00:00",
  exact: "0.0000000001",
};
const EMPTY = {
  name: " padded ",
  note: null,
  big: null,
  ratio: null,
  day: null,
  at: null,
  data: null,
  tags: null,
  counts: null,
  raw: null,
  code: null,
  opens: null,
  exact: null,
};

const suites = await isolatedTests({ models });

describe.each(suites)("files on $name", ({ it }) => {
  let folder: string;
  let db: DataFlow<typeof models>;
  beforeAll(async () => {
    folder = await mkdtemp(join(tmpdir(), "dataflow-files-"));
  });
  afterAll(() => rm(folder, { recursive: true, force: true }));
  it.beforeEach(async ({ tddDataflow }) => {
    db = tddDataflow;
  });
  const place = (name: string) => join(folder, name);
  const all = async () => {
    const { records } = await db.models.Thing.list({ orderBy: ["id"], limit: 1_000 });
    return records.map(({ id: _id, createdAt: _createdAt, updatedAt: _updatedAt, ...values }) => values);
  };

  it("tell an empty text from nothing in CSV, whatever is around it", async () => {
    const lines = ["name,note,code", '"a ""b"", c","",', "", '"""",,', '"x\r\n""","",', '"",,', 'plain,"",'];
    await db.models.Thing.import([lines.join("\r\n")], { format: "csv" });
    const { records } = await db.models.Thing.list({ orderBy: ["id"] });
    expect(records.map(({ name, note, code }) => [name, note, code])).toEqual([
      ['a "b", c', "", null],
      ['"', null, null],
      ['x\r\n"', "", null],
      ["", null, null],
      ["plain", "", null],
    ]);
  });

  it.each(["csv", "jsonl", "parquet"] as const)("give back from %s what they were given", async (format) => {
    const many = Array.from({ length: 30 }, (_, index) => ({ ...FULL, name: `thing ${index}`, stock: index }));
    await db.models.Thing.bulkCreate([FULL, EMPTY, EDGES, ...many]);
    const before = await all();
    const file = place(`all.${format}`);
    const fields = [
      "name",
      "note",
      "price",
      "stock",
      "big",
      "ratio",
      "isNew",
      "day",
      "at",
      "data",
      "tags",
      "counts",
      "raw",
      "code",
      "opens",
      "exact",
    ] as const;
    expect(await db.models.Thing.export(file, { fields, orderBy: ["id"] })).toEqual({ exported: 33 });
    await db.models.Thing.bulkDelete({ all: true });
    const result = await db.models.Thing.import(file, { batchSize: 10 });
    expect(result).toMatchObject({ processed: 33, inserted: 33, ignored: [] });
    expect(await all()).toEqual(before);
  });

  it("leave out what DataFlow writes by itself, and say so", async () => {
    await db.models.Thing.create({ name: "a" });
    await db.models.Thing.export(place("whole.csv"));
    await db.models.Thing.bulkDelete({ all: true });
    const result = await db.models.Thing.import(place("whole.csv"));
    expect(result).toMatchObject({ inserted: 1, ignored: ["createdAt", "updatedAt"] });
  });

  it("take columns that are called otherwise, and refuse those that nobody knows", async () => {
    await writeFile(place("other.txt"), "\uFEFFArticle,In stock,Remark\r\nx,5,\r\ny,,gone\r\n");
    const columns = { Article: "name", "In stock": "stock", Remark: null } as const;
    const load = (given: object) => db.models.Thing.import(place("other.txt"), { format: "csv", ...given });
    expect(await load({ columns })).toMatchObject({ inserted: 2 });
    expect((await all()).map(({ name, stock }) => [name, stock])).toEqual([
      ["x", 5],
      ["y", 7],
    ]);
    await expect(load({ columns: { Article: "name" } })).rejects.toMatchObject({
      code: "MODEL.UNKNOWN_FIELD",
      meta: { column: "In stock" },
    });
    await expect(db.models.Thing.import(place("other.txt"))).rejects.toMatchObject({ code: "MODEL.INVALID_PARAMETER" });
  });

  it("take what a file holds as one piece, and refuse what no file holds", async () => {
    await db.models.Thing.import(Buffer.from('{"name":"é"}'), { format: "jsonl" });
    await db.models.Thing.import(new TextEncoder().encode("name\nè\n"), { format: "csv" });
    expect((await all()).map(({ name }) => name)).toEqual(["é", "è"]);
    for (const format of ["csv", "jsonl"]) {
      const rows = [{ name: "a" }] as unknown as string[]; // what a bulk create takes
      await expect(db.models.Thing.import(rows, { format } as { format: "csv" })).rejects.toMatchObject({
        code: "MODEL.INVALID_PARAMETER",
        meta: { parameter: "source" },
      });
    }
  });

  it("keep the digits of long numbers in JSON lines", async () => {
    const lines = [
      '{"name":"a","big":9007199254740993,"price":12345678.90000000000}',
      '{"name":"b","big":-1,"price":0.1}',
    ];
    await db.models.Thing.import([lines.join("\n")], { format: "jsonl" });
    expect((await all()).map(({ big, price }) => [big, price])).toEqual([
      [9_007_199_254_740_993n, "12345678.90"],
      [-1n, "0.10"],
    ]);
  });

  it("say in whose options an unknown one is, and which was meant", async () => {
    const given = (name: string) => ({ format: "csv", [name]: ["x"] }) as object;
    const imported = (name: string) => db.models.Thing.import(["name\na\n"], given(name));
    await expect(imported("colums")).rejects.toMatchObject({
      code: "MODEL.UNKNOWN_PARAMETER",
      message: 'Thing.import: there is no parameter "colums"',
      fix: expect.stringContaining('"columns"'),
    });
    await expect(imported("data")).rejects.toMatchObject({ code: "MODEL.UNKNOWN_PARAMETER" });
    const failure = db.models.Thing.export(place("no.csv"), given("feilds"));
    await expect(failure).rejects.toMatchObject({
      message: 'Thing.export: there is no parameter "feilds"',
      fix: expect.stringContaining('"fields"'),
    });
    expect(await db.models.Thing.count()).toEqual({ count: 0 });
  });

  it("may be one long line, in time that grows with its length", async () => {
    const piece = "x".repeat(1_000);
    async function* pieces() {
      yield '{"name":"a","note":"';
      for (let count = 0; count < 10_000; count++) yield piece;
      yield '"}';
    }
    expect(await db.models.Thing.import(pieces(), { format: "jsonl" })).toMatchObject({ inserted: 1 });
  });

  it("name the row and the field that do not fit, and keep the others when asked", async () => {
    const text = "name,stock\na,1\nb,many\nc,3\n";
    const failure = db.models.Thing.import([text], { format: "csv" });
    await expect(failure).rejects.toThrow("Thing[1].stock");
    const kept = await db.models.Thing.import(Readable.from([text]), { format: "csv", onRowError: "collect" });
    expect(kept).toMatchObject({ inserted: 2, errors: [{ row: 1, fields: ["stock"] }] });
  });

  it("name the line that cannot be read, never what it says, and store nothing", async () => {
    const broken = [
      { format: "csv", text: "name,stock\na,1\nsecret,2,3\n" },
      { format: "csv", text: 'name,stock\na,1\n"secret,2\n' },
      { format: "jsonl", text: '{"name":"a"}\n{"name":"secret"\n' },
      { format: "jsonl", text: '{"name":"a"}\n["secret"]\n' },
    ] as const;
    for (const { format, text } of broken) {
      const error: unknown = await db.models.Thing.import([text], { format, batchSize: 1 }).catch((thrown) => thrown);
      expect(error).toMatchObject({ code: "MODEL.UNREADABLE_FILE" });
      expect(`${error}${JSON.stringify(error)}`).not.toContain("secret");
    }
    expect(await db.models.Thing.count()).toEqual({ count: 0 });
  });

  it("say what the operating system refused, and no path", async () => {
    for (const format of ["csv", "jsonl", "parquet"]) {
      const failure = db.models.Thing.import(place(`none.${format}`));
      await expect(failure).rejects.toMatchObject({
        code: "MODEL.UNREADABLE_FILE",
        message: `the file "none.${format}" cannot be read: there is no such file`,
      });
      await expect(db.models.Thing.export(place(`no/folder/x.${format}`))).rejects.toMatchObject({
        code: "MODEL.UNWRITABLE_FILE",
        message: `the file "x.${format}" cannot be written: its folder does not exist`,
      });
    }
  });

  it("are there only when they are whole", async () => {
    await db.models.Thing.bulkCreate([{ name: "a" }, { name: "b" }]);
    await writeFile(place("kept.jsonl"), "old");
    const signal = AbortSignal.abort(new Error("enough"));
    await expect(db.models.Thing.export(place("kept.jsonl"), { signal })).rejects.toThrow();
    expect(await readFile(place("kept.jsonl"), "utf8")).toBe("old");
    await expect(access(place("kept.jsonl.partial"))).rejects.toMatchObject({ code: "ENOENT" });
  });

  it("go to streams, with the rows and the fields that were asked for", async () => {
    await db.models.Thing.bulkCreate([{ name: "a", note: "x" }, { name: "b" }, { name: "c" }]);
    let text = "";
    const sink = new Writable({
      write(chunk, _encoding, done) {
        text += String(chunk);
        done();
      },
    });
    const result = await db.models.Thing.export(sink, {
      format: "csv",
      filter: { name: { $ne: "b" } },
      orderBy: ["-name"],
      fields: ["name", "note"],
    });
    expect(result).toEqual({ exported: 2 });
    expect(text).toBe("name,note\r\nc,\r\na,x\r\n");
  });
});
