/** Files that are not what they should be, and sinks that do not take what they are given. */
import { once } from "node:events";
import { access, mkdtemp, readFile, rm, symlink, writeFile } from "node:fs/promises";
import { createServer } from "node:net";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { Readable, Writable } from "node:stream";
import { type DataFlow, defineModel, field } from "@dataflow/model";
import { afterAll, beforeAll, describe, expect } from "vitest";
import { isolatedTests } from "./isolated-tests.ts";

const Thing = defineModel(
  "Thing",
  {
    name: field.text(40).unique(),
    stock: field.integer().default(7),
    note: field.text().optional(),
    data: field.json().optional(),
    raw: field.bytes().optional(),
  },
  { timestamps: false },
);
const models = { Thing };
const suites = await isolatedTests({ models });

const bytes = (...parts: readonly (string | number)[]) =>
  Buffer.concat(parts.map((part) => (typeof part === "string" ? Buffer.from(part) : Buffer.from([part]))));

describe.each(suites)("files on $name", ({ it }) => {
  let folder: string;
  let things: DataFlow<typeof models>["models"]["Thing"];
  let db: DataFlow<typeof models>;
  beforeAll(async () => {
    folder = await mkdtemp(join(tmpdir(), "dataflow-broken-"));
  });
  afterAll(() => rm(folder, { recursive: true, force: true }));
  it.beforeEach(({ tddDataflow }) => {
    db = tddDataflow;
    things = tddDataflow.models.Thing;
  });
  const names = async () => (await things.list({ orderBy: ["id"] })).records.map(({ name }) => name);

  it.each([
    ["csv", ["\n\n"]],
    ["csv", [""]],
    ["csv", ["name,stock\n"]],
    ["csv", []],
    ["jsonl", ["\n\n"]],
    ["jsonl", [""]],
  ] as const)("without rows are nothing to do (%s, %j)", async (format, chunks) => {
    expect(await things.import(chunks, { format })).toMatchObject({ processed: 0, inserted: 0, errors: [] });
  });

  it.each([
    ["a quote in the middle", "csv", 'name,note\na,1\nb"c,d\n', "line 3"],
    ["a quote that does not end", "csv", 'name,note\na,1\n"b,2\n', "line 3"],
    ["too few cells", "csv", "name,note\na,1\nb\n", "line 3"],
    ["two columns of a name", "csv", "name,note,note\na,1,2\n", 'the column "note"'],
    ["bytes that are no text", "csv", bytes("name\na\n", 0xff, "\n"), "the text"],
    ["another encoding", "csv", bytes(0xff, 0xfe, "n", 0, "a", 0), "the text"],
    ["half a character at the end", "csv", bytes("name\na", 0xc3), "the text"],
    ["bytes that are no text", "jsonl", bytes('{"name":"', 0xff, '"}\n'), "the text"],
    ["two objects in a line", "jsonl", '{"name":"a"}\n{"name":"b"} {"name":"c"}\n', "line 2"],
    ["half an object", "jsonl", '{"name":"a"}\n{"name":', "line 2"],
    ["a list", "jsonl", '{"name":"a"}\n[1]\n', "line 2"],
  ] as const)("with %s (%s) are told where, and store nothing", async (_what, format, content, place) => {
    const failure = things.import([content], { format, batchSize: 1 });
    await expect(failure).rejects.toMatchObject({ code: "MODEL.UNREADABLE_FILE", meta: { place } });
    expect(await names()).toEqual([]);
  });

  it("may begin with a byte order mark, and be cut anywhere, also within a character", async () => {
    const texts = { csv: "\uFEFFname\nä€😀1\nb\n", jsonl: '\uFEFF{"name":"ä€😀2"}\n{"name":"c"}\n' } as const;
    for (const format of ["csv", "jsonl"] as const) {
      const single = Array.from(Buffer.from(texts[format]), (byte) => Uint8Array.of(byte));
      expect(await things.import(single, { format })).toMatchObject({ inserted: 2 });
    }
    await things.import(['\uFEFF{"name":"d"}'], { format: "jsonl" });
    expect(await names()).toEqual(["ä€😀1", "b", "ä€😀2", "c", "d"]);
  });

  it("may have long lines, and long values that do not fit", async () => {
    const long = "x".repeat(3_000_000);
    await things.import([`name,note\na,${long}\n`], { format: "csv" });
    expect((await things.list()).records[0]?.note).toHaveLength(long.length);
    const failure = things.import([`name\n${long}\n`], { format: "csv" });
    await expect(failure).rejects.toMatchObject({ code: "MODEL.INVALID_INPUT", meta: { fields: ["Thing[0].name"] } });
  });

  it("name the row and the field of each cell that is none of its kind, and keep the other rows", async () => {
    const lines = [
      "name,stock,data,raw",
      'a,1,"{""b"":1}",AAEC',
      "c,many,,",
      "d,2,{oops,",
      "e,3,,not base64!",
      ",4,,",
      "f,,,",
    ];
    const result = await things.import([lines.join("\n")], { format: "csv", onRowError: "collect", batchSize: 4 });
    expect(result).toMatchObject({ processed: 6, inserted: 2, skipped: 4 });
    expect(result.errors.map(({ row, code, fields }) => [row, code, ...fields])).toEqual([
      [1, "MODEL.INVALID_INPUT", "stock"],
      [2, "MODEL.INVALID_INPUT", "data"],
      [3, "MODEL.INVALID_INPUT", "raw"],
      [4, "MODEL.INVALID_INPUT", "name"],
    ]);
    expect(await names()).toEqual(["a", "f"]);
    const alone = [`${lines[0]}\n${lines[3]}\n`];
    await expect(things.import(alone, { format: "csv" })).rejects.toThrow("Thing[0].data is no JSON");
  });

  it("without a column that is needed say so row by row; two columns for one field are refused", async () => {
    await expect(things.import(["note\nx\n"], { format: "csv" })).rejects.toThrow("Thing[0].name is required");
    const twice = things.import(["name,Article\na,b\n"], { format: "csv", columns: { Article: "name" } });
    await expect(twice).rejects.toMatchObject({
      code: "MODEL.UNREADABLE_FILE",
      meta: { place: 'the column "Article"' },
    });
    expect(await names()).toEqual([]);
  });

  it("by columns that are none are told so", async () => {
    for (const content of ["PAR1 and no more PAR1", ""]) {
      await writeFile(join(folder, "bad.parquet"), content);
      await expect(things.import(join(folder, "bad.parquet"))).rejects.toMatchObject({ code: "MODEL.UNREADABLE_FILE" });
    }
  });

  it("that break off while they are read store nothing, and pass their failure on", async () => {
    async function* broken() {
      yield "name\na\nb\n";
      throw new Error("the line is dead");
    }
    await expect(things.import(broken(), { format: "csv", batchSize: 1 })).rejects.toThrow("the line is dead");
    const dead = new Readable({ read: () => void dead.destroy(new Error("the line is dead")) });
    await expect(things.import(dead, { format: "jsonl" })).rejects.toThrow("the line is dead");
    expect(await names()).toEqual([]);
  });

  it("that send nothing more are left when told to", async () => {
    const abort = new AbortController();
    async function* silent() {
      yield "name\na\n";
      setTimeout(() => abort.abort(new Error("enough")), 1);
      await new Promise(() => undefined);
    }
    await expect(things.import(silent(), { format: "csv", signal: abort.signal })).rejects.toThrow("enough");
    expect(await names()).toEqual([]);
  });

  describe("to write", () => {
    it.beforeEach(async () => {
      await things.bulkCreate(
        Array.from({ length: 3_000 }, (_, index) => ({ name: `n${index}`, note: "x".repeat(60) })),
      );
    });
    const isFree = () => expect.poll(() => db.connection.stats()).toMatchObject({ waiting: 0 });

    it("that fail pass their failure on, and the connection is free", async () => {
      let pieces = 0;
      const failing = new Writable({
        write: (_chunk, _encoding, done) => done(pieces++ === 1 ? new Error("the sink is full") : null),
      });
      await expect(things.export(failing, { format: "jsonl", batchSize: 100 })).rejects.toThrow("the sink is full");
      await isFree();
      const ended = new Writable({ write: (_chunk, _encoding, done) => done() }).destroy();
      await expect(things.export(ended, { format: "csv" })).rejects.toThrow();
      expect(await things.count()).toEqual({ count: 3_000 });
    });

    it("that take nothing more are left when told to", async () => {
      const abort = new AbortController();
      const stuck = new Writable({
        highWaterMark: 1,
        write: () => void setTimeout(() => abort.abort(new Error("enough")), 1),
      });
      const failure = things.export(stuck, { format: "csv", signal: abort.signal, batchSize: 10 });
      await expect(failure).rejects.toThrow("enough");
      await isFree();
      expect(stuck.destroyed).toBe(true);
    });

    it("are no sockets, no folders and no links to them, which would be gone", async () => {
      const [socket, place] = [join(folder, "socket"), join(folder, "link.csv")];
      await using server = createServer();
      await once(server.listen(socket), "listening");
      await symlink(socket, place);
      for (const path of [place, socket, folder])
        await expect(things.export(path, { format: "csv" })).rejects.toMatchObject({ code: "MODEL.UNWRITABLE_FILE" });
      await expect(access(`${place}.partial`)).rejects.toMatchObject({ code: "ENOENT" });
      await rm(place);
    });

    it("that are stopped in the middle leave the file that was there", async () => {
      const path = join(folder, "kept.csv");
      await writeFile(path, "old");
      const abort = new AbortController();
      const stopped = things.export(path, { signal: abort.signal, batchSize: 1 });
      setTimeout(() => abort.abort(new Error("enough")), 1);
      await expect(stopped).rejects.toThrow("enough");
      expect(await readFile(path, "utf8")).toBe("old");
      await expect(access(`${path}.partial`)).rejects.toMatchObject({ code: "ENOENT" });
    });
  });
});
