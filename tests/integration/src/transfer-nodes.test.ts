import { mkdir, mkdtemp, readdir, readFile, rm, symlink, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { Readable, Writable } from "node:stream";
import { type DataFlowError, LocalRuntime } from "@dataflow/core";
import { DataFlow, defineModel, field } from "@dataflow/model";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { isolatedTests } from "./isolated-tests.ts";

const List = defineModel("List", { name: field.text() });
const Item = defineModel("Item", {
  sku: field.text().unique(),
  stock: field.integer().default(0),
  listId: field.integer().optional(),
});
const models = { List, Item };
const runtime = new LocalRuntime();

async function causeOf(work: Promise<unknown>): Promise<DataFlowError> {
  const error: { cause?: unknown } = await work.then(
    () => expect.fail("the run did not fail"),
    (failure: Error) => failure,
  );
  return error.cause as DataFlowError;
}

const root = await mkdtemp(join(tmpdir(), "dataflow-transfer-"));
beforeAll(async () => {
  await mkdir(join(root, "files", "in"), { recursive: true });
  await writeFile(join(root, "secret.csv"), "sku\nhidden\n");
  await symlink(join(root, "secret.csv"), join(root, "files", "link.csv"));
  await symlink(root, join(root, "files", "up"));
});
afterAll(() => rm(root, { recursive: true, force: true }));

const suites = await isolatedTests({ models, dataflow: { fileFolder: join(root, "files") } });

describe.each(suites)("nodes for files on $name", ({ it }) => {
  let db: DataFlow<typeof models>;
  it.beforeEach(({ tddDataflow }) => {
    db = tddDataflow;
  });

  it("carry rows from one file to another, in formats that their names tell, and tell how far they are", async () => {
    await writeFile(join(root, "files", "in", "items.csv"), "Article,stock,remark\r\na,1,x\r\nb,-2,y\r\nb,3,z\r\n");
    const seen: number[] = [];
    const workflow = db
      .workflow()
      .addNode("ListCreateNode", "list", { name: "new" })
      .addNode("ItemImportNode", "import", {
        source: "in/items.csv",
        columns: { Article: "sku", remark: null },
        onRowError: "collect",
        batchSize: 2,
        onProgress: ({ processed }) => seen.push(processed),
      })
      .addNode("ItemExportNode", "export", { sink: "out.jsonl", orderBy: ["sku"], fields: ["sku", "stock", "listId"] })
      .addConnection("list", "id", "import", "listId")
      .addOrder("import", "export")
      .build();
    const { results } = await runtime.execute(workflow);
    const { id } = results.list;
    expect(results.import).toMatchObject({ processed: 3, inserted: 2, skipped: 1, ignored: [] });
    expect(results.import.errors).toMatchObject([{ row: 2 }]);
    expect(results.export).toEqual({ exported: 2 });
    expect(await readFile(join(root, "files", "out.jsonl"), "utf8")).toBe(
      `{"sku":"a","stock":1,"listId":${id}}\n{"sku":"b","stock":-2,"listId":${id}}\n`,
    );
    expect(seen.at(-1)).toBe(3);
  });

  it("take streams, which need no folder, and undo with the scope that they stand in", async () => {
    const written: string[] = [];
    const sink = new Writable({ write: (chunk, _encoding, done) => done(void written.push(String(chunk))) });
    const workflow = db
      .workflow()
      .addNode("TransactionScopeNode", "tx", {})
      .addNode("ItemImportNode", "import", { format: "jsonl" })
      .addNode("ItemExportNode", "export", { format: "csv", fields: ["sku"] })
      .addNode("TransactionRollbackNode", "undo", {})
      .addOrder("tx", "import")
      .addOrder("import", "export")
      .addOrder("export", "undo")
      .build({ inputs: { import: ["source"], export: ["sink"] } });
    const inputs = { import: { source: Readable.from(['{"sku":"s"}\n']) }, export: { sink } };
    await runtime.execute(workflow, { inputs });
    expect(written.join("")).toBe("sku\r\ns\r\n");
    expect(await db.models.Item.count()).toEqual({ count: 0 });
  });

  it("stop with the run, leave no half a file and no row", async () => {
    const stop = new AbortController();
    function* lines() {
      for (let index = 0; index < 5_000; index++) {
        if (index === 2_500) stop.abort();
        yield `{"sku":"${index}"}\n`;
      }
    }
    const workflow = db.workflow().addNode("ItemImportNode", "import", { format: "jsonl", batchSize: 100 });
    const inputs = { import: { source: lines() } };
    const run = runtime.execute(workflow.build({ inputs: { import: ["source"] } }), { inputs, signal: stop.signal });
    await expect(run).rejects.toMatchObject({ code: "RUNTIME.CANCELLED" });
    expect(await db.models.Item.count()).toEqual({ count: 0 });
    const bad = db.workflow().addNode("ItemExportNode", "export", { sink: "half.csv", filter: { stock: { $gt: 0 } } });
    await runtime.execute(bad.build(), { signal: AbortSignal.abort() }).catch(() => undefined);
    expect((await readdir(join(root, "files"))).filter((name) => name.startsWith("half"))).toEqual([]);
  });

  it("refuse what a run brings when it leads elsewhere, whatever way it goes", async () => {
    const workflow = db
      .workflow()
      .addNode("ItemImportNode", "import", { format: "csv" })
      .build({ inputs: { import: ["source"] } });
    const importFrom = (source: string | URL) => causeOf(runtime.execute(workflow, { inputs: { import: { source } } }));
    const outside = [
      "../secret.csv",
      join(root, "secret.csv"),
      "in/../../secret.csv",
      "link.csv",
      "up/secret.csv",
      "a\0b",
      ".",
      "",
    ];
    for (const source of [...outside, new URL(`file://${join(root, "secret.csv")}`)]) {
      const error = await importFrom(source);
      expect([String(source), error.code]).toEqual([String(source), "MODEL.PATH_NOT_ALLOWED"]);
      expect(JSON.stringify(error) + error.message).not.toContain(root);
    }
    expect((await importFrom("in/none.csv")).code).toBe("MODEL.UNREADABLE_FILE");
    expect((await importFrom("in")).code).toBe("MODEL.UNREADABLE_FILE");
    expect(await db.models.Item.count()).toEqual({ count: 0 });
    const exporting = db
      .workflow()
      .addNode("ItemExportNode", "export", { format: "csv" })
      .build({ inputs: { export: ["sink"] } });
    for (const sink of ["../stolen.csv", "up/stolen.csv", "link.csv", "nowhere/out.csv", "in"]) {
      const error = await causeOf(runtime.execute(exporting, { inputs: { export: { sink } } }));
      expect([sink, error.code]).toEqual([sink, "MODEL.PATH_NOT_ALLOWED"]);
    }
    expect(await readFile(join(root, "secret.csv"), "utf8")).toBe("sku\nhidden\n");
    expect(await readdir(root)).toEqual(["files", "secret.csv"]);
  });

  it("do not write through a link that waits under the name of the unfinished file", async () => {
    await symlink(join(root, "secret.csv"), join(root, "files", "trap.csv.partial"));
    const workflow = db.workflow().addNode("ItemExportNode", "export", { sink: "trap.csv" }).build();
    await runtime.execute(workflow);
    expect(await readFile(join(root, "secret.csv"), "utf8")).toBe("sku\nhidden\n");
    await rm(join(root, "files", "trap.csv"));
  });
});

it("refuses paths that are written into a workflow, and every path where no folder is named", () => {
  const mistakes = (db: DataFlow<typeof models>, source: string): readonly string[] => {
    try {
      db.workflow().addNode("ItemImportNode", "import", { source }).build();
      return [];
    } catch (error) {
      return (error as DataFlowError).diagnostics.map(({ code, path }) => `${code} ${path}`);
    }
  };
  const refused = ["MODEL.PATH_NOT_ALLOWED nodes.import.parameters.source"];
  expect(mistakes(new DataFlow("sqlite::memory:", { models }), "items.csv")).toEqual(refused);
  const within = new DataFlow("sqlite::memory:", { models, fileFolder: "files" });
  expect(mistakes(within, "../items.csv")).toEqual(refused);
  expect(mistakes(within, "items.csv")).toEqual([]);
  expect(() => new DataFlow("sqlite::memory:", { fileFolder: "" })).toThrow("fileFolder");
});

it("holds methods to the folder as well, once one is named", async () => {
  const db = new DataFlow("sqlite::memory:", { models, fileFolder: join(root, "files") });
  await expect(db.models.Item.import(join(root, "secret.csv"))).rejects.toMatchObject({
    code: "MODEL.PATH_NOT_ALLOWED",
  });
  await writeFile(join(root, "files", "one.csv"), "sku\none\n");
  expect((await db.models.Item.import("one.csv")).inserted).toBe(1);
  await db.close();
});
