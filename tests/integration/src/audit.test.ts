import { LocalRuntime } from "@dataflow/core";
import { type AuditRecord, type DataFlow, defineModel, field } from "@dataflow/model";
import { describe, expect, expectTypeOf, it } from "vitest";
import { isolatedTests } from "./isolated-tests.ts";
import { databases, openDatabase } from "./open-database.ts";

const Item = defineModel(
  "Item",
  { sku: field.text().unique(), stock: field.integer().default(0), note: field.text().optional() },
  { auditLog: true },
);
const Kept = defineModel(
  "Kept",
  { code: field.text(4).primaryKey(), label: field.text().default("") },
  { auditLog: true, softDelete: true, versioned: true },
);
const Seat = defineModel(
  "Seat",
  { row: field.bigint(), day: field.timestamp(), taken: field.boolean().default(false) },
  { auditLog: true, primaryKey: ["row", "day"] },
);
const Tenanted = defineModel("Tenanted", { code: field.text().unique() }, { auditLog: true, multiTenant: true });
const Silent = defineModel("Silent", { name: field.text() });
const models = { Item, Kept, Seat, Tenanted, Silent };

// Records are numbered from 1, and some are written at the same time.
const suites = await isolatedTests({ models, isolation: "database" });

describe.each(suites)("the audit log on $name", ({ it }) => {
  let db: DataFlow<typeof models>;
  it.beforeEach(async ({ tddDataflow }) => {
    db = tddDataflow;
  });
  const rows = (count: number) => Array.from({ length: count }, (_, index) => ({ sku: `sku-${index}` }));
  const records = async (): Promise<readonly AuditRecord[]> =>
    (await db.auditLog.list({ orderBy: ["id"], limit: 1000 })).records;
  /** What the records say, without their numbers and times. */
  const told = async () =>
    (await records()).map(({ model, operation, recordIds, rowCount, changedFields }) => [
      `${model}.${operation}`,
      recordIds,
      rowCount,
      changedFields,
    ]);

  it("tells of every operation on one row, with keys and field names", async () => {
    const before = new Date();
    const { id } = await db.models.Item.create({ sku: "a", note: "secret" });
    await db.models.Item.update(id, { stock: { $inc: 1 }, note: null });
    await db.models.Item.delete(id);
    await db.models.Item.delete(id);
    expect(await told()).toEqual([
      ["Item.create", [id], 1, ["sku", "note"]],
      ["Item.update", [id], 1, ["stock", "note"]],
      ["Item.delete", [id], 1, []],
      ["Item.delete", [], 0, []],
    ]);
    const all = await records();
    expect(all.map((record) => record.id)).toEqual([1n, 2n, 3n, 4n]);
    expect(all.every(({ at }) => at >= before && at <= new Date())).toBe(true);
    expect(all.every(({ tenantId, userId }) => tenantId === null && userId === null)).toBe(true);
  });

  it("gives callers what they get without it", async () => {
    const created = await db.models.Item.create({ sku: "a" });
    expect(created).toMatchObject({ sku: "a", stock: 0, note: null });
    expect(await db.models.Item.update(created.id, { stock: 2 })).toMatchObject({ id: created.id, stock: 2 });
    expect(await db.models.Item.bulkCreate(rows(3))).not.toHaveProperty("ids");
    expect(await db.models.Item.bulkCreate([{ sku: "x" }], { returnIds: true })).toMatchObject({ ids: [5] });
    expect(await db.models.Item.delete(created.id)).toEqual({ id: created.id, deleted: true });
    expect(await db.models.Item.bulkDelete({ ids: [2, 3, 99] })).toEqual({ deleted: 2 });
  });

  it("leaves nothing for reads, nor for models that do not ask for it", async () => {
    const silent = await db.models.Silent.create({ name: "a" });
    await db.models.Silent.update(silent.id, { name: "b" });
    await db.models.Silent.bulkDelete({ all: true });
    await db.models.Item.list({ includeTotal: true });
    await db.models.Item.count();
    await db.models.Item.read(1, { raiseOnNotFound: false });
    await db.models.Item.aggregate({ aggregates: { most: { $max: "stock" } } });
    for await (const _row of db.models.Item.stream()) break;
    await db.auditLog.list();
    expect(await db.auditLog.count()).toEqual({ count: 0 });
  });

  it("says of an upsert which fields it wrote, be the row new or stored", async () => {
    const input = { where: { sku: "a" }, create: { note: "new" }, update: { stock: { $inc: 1 } } };
    expect((await db.models.Item.upsert(input)).action).toBe("created");
    expect((await db.models.Item.upsert(input)).action).toBe("updated");
    expect((await db.models.Item.upsert({ where: { sku: "a" } })).action).toBe("updated");
    expect(await told()).toEqual([
      ["Item.upsert", [1], 1, ["sku", "note"]],
      ["Item.upsert", [1], 1, ["stock"]],
      ["Item.upsert", [1], 1, []],
    ]);
  });

  it("leaves one record for a bulk operation of many batches, with a thousand keys and the true count", async () => {
    await db.models.Item.bulkCreate(rows(2503), { batchSize: 700 });
    await db.models.Item.bulkUpdate({ all: true, update: { stock: 1 } });
    const data = [2, 1, 9999].map((id) => ({ id, stock: 5, note: "b" }));
    await db.models.Item.bulkUpdate({ data });
    await db.models.Item.bulkDelete({ filter: { id: { $lte: 1501 } } });
    await db.models.Item.bulkDelete({ filter: { id: -1 } });
    const firstThousand = Array.from({ length: 1000 }, (_, index) => index + 1);
    expect(await told()).toEqual([
      ["Item.bulkCreate", firstThousand, 2503, ["sku"]],
      ["Item.bulkUpdate", firstThousand, 2503, ["stock"]],
      ["Item.bulkUpdate", [1, 2], 2, ["stock", "note"]],
      ["Item.bulkDelete", firstThousand, 1501, []],
      ["Item.bulkDelete", [], 0, []],
    ]);
  });

  it("tells of bulk upserts what they wrote", async () => {
    await db.models.Item.bulkUpsert([{ sku: "a" }, { sku: "b", stock: 2 }], { keyFields: ["sku"] });
    await db.models.Item.bulkUpsert([{ sku: "b", stock: 3, note: "x" }], {
      keyFields: ["sku"],
      updateFields: ["note"],
    });
    await db.models.Item.bulkCreate([{ sku: "b" }, { sku: "c", note: "y" }], {
      conflictResolution: "skip",
      keyFields: ["sku"],
    });
    await db.models.Item.bulkCreate([{ sku: "c", stock: 4 }], { conflictResolution: "upsert", keyFields: ["sku"] });
    await db.models.Item.bulkCreate([]);
    const all = await told();
    const ids = new Map((await db.models.Item.list()).records.map(({ sku, id }) => [sku, id]));
    expect(all).toEqual([
      ["Item.bulkUpsert", [ids.get("a"), ids.get("b")], 2, ["sku", "stock"]],
      ["Item.bulkUpsert", [ids.get("b")], 1, ["note"]],
      ["Item.bulkCreate", [ids.get("c")], 1, ["sku", "note"]],
      ["Item.bulkCreate", [ids.get("c")], 1, ["stock"]],
      ["Item.bulkCreate", [], 0, []],
    ]);
  });

  it("does not tell of rows that a lenient bulk operation undid", async () => {
    await db.models.Item.create({ sku: "taken" });
    const data = [{ sku: "a" }, { sku: "taken", note: "never stored" }, { id: 77, sku: "b" }, { sku: "taken" }];
    const result = await db.models.Item.bulkCreate(data, { onRowError: "collect", returnIds: true });
    expect(result).toMatchObject({ inserted: 2, skipped: 2 });
    expect((await told()).at(-1)).toEqual(["Item.bulkCreate", result.ids, 2, ["id", "sku"]]);
    // Each of these is a statement of its own: the first was made, and undone with the second.
    const changes = [
      { sku: "a", stock: { $inc: 1 } },
      { sku: "taken", stock: { $inc: "x" } },
    ];
    await db.models.Item.bulkUpdate({ data: changes, keyFields: ["sku"], onRowError: "skip" });
    expect((await told()).at(-1)).toEqual(["Item.bulkUpdate", result.ids?.slice(0, 1), 1, ["stock"]]);
  });

  it("tells of a soft delete by the mark it leaves", async () => {
    await db.models.Kept.create({ code: "k1" });
    await db.models.Kept.update("k1", { label: "x" }, { version: 1 });
    await db.models.Kept.delete("k1");
    await db.models.Kept.bulkCreate([{ code: "k3" }, { code: "k2" }]);
    await db.models.Kept.bulkDelete({ ids: ["k3", "k2", "k1"] });
    expect(await told()).toEqual([
      ["Kept.create", ["k1"], 1, ["code"]],
      ["Kept.update", ["k1"], 1, ["label"]],
      ["Kept.delete", ["k1"], 1, ["deletedAt"]],
      ["Kept.bulkCreate", ["k3", "k2"], 2, ["code"]],
      ["Kept.bulkDelete", ["k2", "k3"], 2, ["deletedAt"]],
    ]);
  });

  it("writes keys of several fields, and of kinds that JSON does not have", async () => {
    const day = new Date("2001-01-14T09:30:00.123Z");
    await db.models.Seat.create({ row: 2n ** 60n, day });
    await db.models.Seat.create({ row: 7n, day });
    await db.models.Seat.bulkUpdate({ all: true, update: { taken: true } });
    const written = (row: string) => ({ row, day: "2001-01-14T09:30:00.123Z" });
    expect((await told()).map(([, keys]) => keys)).toEqual([
      [written("1152921504606846976")],
      [written("7")],
      [written("7"), written("1152921504606846976")],
    ]);
  });

  it("says on whose behalf, as the context does", async () => {
    await db.withContext({ tenantId: "acme", userId: "u1" }, () => db.models.Item.create({ sku: "a" }));
    await db.withContext({ userId: 7 }, () => db.models.Item.create({ sku: "b" }));
    const workflow = db.workflow().addNode("ItemBulkCreateNode", "add", { data: [{ sku: "c" }, { sku: "d" }] });
    await new LocalRuntime().execute(workflow.build(), { context: { tenantId: "umbrella", userId: "u2" } });
    expect((await records()).map(({ operation, tenantId, userId }) => [operation, tenantId, userId])).toEqual([
      ["create", "acme", "u1"],
      ["create", null, "7"],
      ["bulkCreate", "umbrella", "u2"],
    ]);
    for (const userId of [{ secret: 1 }, true, "broken \ud800"]) {
      const refused = db.withContext({ userId }, () => db.models.Item.create({ sku: "e" }));
      await expect(refused).rejects.toMatchObject({ code: "MODEL.INVALID_PARAMETER" });
    }
    expect(await db.models.Item.count({ filter: { sku: "e" } })).toEqual({ count: 0 });
  });

  it("keeps the records of tenants apart, as their rows", async () => {
    const as = <Result>(tenantId: string, body: () => Promise<Result>) => db.withContext({ tenantId }, body);
    for (const tenant of ["acme", "globex"]) {
      await as(tenant, async () => {
        await db.models.Tenanted.bulkUpsert([{ code: "x" }, { code: "y" }], { keyFields: ["code"] });
        await db.models.Tenanted.bulkDelete({ all: true });
      });
    }
    const ofAcme = await as("acme", () => db.auditLog.list({ orderBy: ["id"] }));
    expect(ofAcme.records.map(({ tenantId, recordIds }) => [tenantId, recordIds])).toEqual([
      ["acme", [1, 2]],
      ["acme", [1, 2]],
    ]);
    expect(await as("globex", () => db.auditLog.count({ filter: { $or: [{ rowCount: 2 }, { id: 1n }] } }))).toEqual({
      count: 2,
    });
    expect(await as("globex", () => db.auditLog.read(1n, { raiseOnNotFound: false }))).toBeNull();
    expect(await db.auditLog.count()).toEqual({ count: 4 });
    await expect(db.models.Tenanted.create({ code: "z" })).rejects.toMatchObject({ code: "MODEL.TENANT_REQUIRED" });
  });

  it("tells of what the nodes of a workflow wrote, and of nothing when the run is rolled back", async () => {
    const good = db
      .workflow()
      .addNode("ItemCreateNode", "create", { sku: "a" })
      .addNode("ItemUpdateNode", "update", { stock: 3 })
      .addNode("ItemDeleteNode", "delete")
      .addConnection("create", "id", "update", "recordId")
      .addConnection("update", "id", "delete", "recordId")
      .build();
    await new LocalRuntime().execute(good, { transaction: true });
    expect((await told()).map(([what]) => what)).toEqual(["Item.create", "Item.update", "Item.delete"]);
    const bad = db
      .workflow()
      .addNode("ItemCreateNode", "create", { sku: "b" })
      .addNode("ItemUpdateNode", "missing", { recordId: 999 })
      .addConnection("create", "stock", "missing", "stock")
      .build();
    await expect(new LocalRuntime().execute(bad, { transaction: true })).rejects.toThrow();
    expect(await db.auditLog.count()).toEqual({ count: 3 });
  });

  it("can be read by a workflow", async () => {
    await db.models.Item.create({ sku: "a" });
    const workflow = db.workflow().addNode(db.auditLog.nodes.count, "records", { filter: { model: "Item" } });
    expect((await new LocalRuntime().execute(workflow.build())).results.records).toEqual({ count: 1 });
    expect(db.nodes.get("AuditRecordListNode")?.type).toBe("AuditRecordListNode");
    expect(db.nodes.get("AuditRecordCreateNode")).toBeUndefined();
  });

  it("leaves nothing of operations that failed", async () => {
    const { id } = await db.models.Item.create({ sku: "a" });
    await db.models.Kept.create({ code: "k" });
    await db.models.Kept.delete("k");
    const failing = [
      db.models.Item.create({ sku: "a" }),
      db.models.Item.create({ sku: "b", stock: 1.5 }),
      db.models.Item.update(999, { stock: 1 }),
      db.models.Item.bulkCreate([...rows(1200), { sku: "a" }]),
      db.models.Item.bulkUpdate({
        data: [
          { id, stock: 1 },
          { id, sku: 5 },
        ],
      }),
      db.models.Kept.upsert({ where: { code: "k" }, update: { label: "x" } }),
    ];
    for (const one of await Promise.allSettled(failing)) expect(one.status).toBe("rejected");
    expect(await db.auditLog.count()).toEqual({ count: 3 });
    expect(await db.models.Item.count()).toEqual({ count: 1 });
  });

  it("goes with the transaction it is in, and with the savepoint", async () => {
    await db.transaction(async () => {
      await db.models.Item.create({ sku: "outer" });
      const inner = db.transaction(async () => {
        await db.models.Item.create({ sku: "inner" });
        throw new Error("inner only");
      });
      await expect(inner).rejects.toThrow("inner only");
      await Promise.all([db.models.Item.create({ sku: "x" }), db.models.Item.create({ sku: "y" })]);
    });
    const undone = db.transaction(async () => {
      await db.models.Item.bulkUpdate({ all: true, update: { stock: 1 } });
      throw new Error("all of it");
    });
    await expect(undone).rejects.toThrow("all of it");
    const items = new Map((await db.models.Item.list()).records.map((item) => [item.id, item.sku]));
    const named = (await records()).map(({ recordIds: [id] }) => items.get(Number(id)));
    expect(named.toSorted()).toEqual(["outer", "x", "y"]);
  });

  it("undoes a change whose record cannot be written", async () => {
    const { id } = await db.models.Item.create({ sku: "a" });
    await db.connection.run("DROP TABLE dataflow_audit_log");
    const failing = [
      () => db.models.Item.create({ sku: "b" }),
      () => db.models.Item.update(id, { stock: 9 }),
      () => db.models.Item.delete(id),
      () => db.models.Item.bulkCreate(rows(3)),
      () => db.transaction(() => db.models.Item.create({ sku: "c" })),
    ];
    for (const write of failing) await expect(write()).rejects.toMatchObject({ code: "DATABASE.UNDEFINED_TABLE" });
    expect((await db.models.Item.list()).records).toMatchObject([{ sku: "a", stock: 0 }]);
  });

  it("also tells of writes that did not come from a command", async () => {
    const { binding } = db.models.Item;
    const input = [{ sku: "a" }, { id: 5, sku: "b" }]; // two shapes, two statements
    const result = await binding.run({
      kind: "insert",
      name: "create",
      input,
      rows: { fields: [], values: [] },
      returning: [],
    });
    expect(result.rows).toEqual([]); // it asked for none
    expect(await told()).toEqual([["Item.create", [1, 5], 2, ["id", "sku"]]]);
  });

  it("counts every one of many writers at once", async () => {
    const created = await Promise.all(rows(60).map((row) => db.models.Item.create(row)));
    const named = (await records()).map(({ recordIds: [id] }) => Number(id));
    expect(named.toSorted((a, b) => a - b)).toEqual(created.map(({ id }) => id).toSorted((a, b) => a - b));
  });

  it("does not mix up what writes while rows are being read for another write", async () => {
    async function* made() {
      yield { sku: "a" };
      await db.models.Item.create({ sku: "between" });
      yield { sku: "b" };
    }
    await db.models.Item.bulkCreate(made(), { batchSize: 1 });
    expect((await told()).map(([what, , count]) => [what, count])).toEqual([
      ["Item.create", 1],
      ["Item.bulkCreate", 2],
    ]);
  });

  it("can only be read", async () => {
    expectTypeOf(db.auditLog).not.toHaveProperty("create");
    expectTypeOf(db.auditLog.nodes).not.toHaveProperty("bulkDelete");
    await db.models.Item.create({ sku: "a" });
    type Write = (...given: readonly unknown[]) => Promise<unknown>;
    // As JavaScript sees it: a model with every method.
    const log = db.auditLog as Record<"create" | "update" | "delete" | "bulkCreate" | "bulkDelete", Write> &
      typeof db.auditLog;
    const at = new Date();
    const forged = { at, model: "Item", operation: "create", recordIds: [], rowCount: 0, changedFields: [] };
    const writes = [
      () => log.create(forged),
      () => log.update(1n, { model: "Other" }),
      () => log.delete(1n),
      () => log.bulkCreate([forged]),
      () => log.bulkDelete({ all: true }),
    ];
    for (const write of writes) await expect(write()).rejects.toMatchObject({ code: "MODEL.READ_ONLY" });
    expect(await db.auditLog.count()).toEqual({ count: 1 });
    expect(await db.auditLog.read(1n)).toMatchObject({ model: "Item" });
    const seen: unknown[] = [];
    for await (const { operation } of db.auditLog.stream({ filter: { model: "Item" } })) seen.push(operation);
    expect(seen).toEqual(["create"]);
  });

  it("keeps its name and its table to itself", () => {
    const one = { name: field.text() };
    for (const refused of [
      () => db.model("AuditRecord", one),
      () => db.model("Forged", one, { tableName: "dataflow_audit_log" }),
      () => db.model("Forged", one, { tableName: "Dataflow_Audit_Log" }),
    ]) {
      expect(refused).toThrow(expect.objectContaining({ code: "MODEL.DUPLICATE_MODEL" }));
    }
  });
});

describe.each(databases)("the table of the audit log on $name", (database) => {
  it("is made on first use, and says in verify mode that it is missing", async () => {
    const url = await database.freshUrl();
    const plain = await openDatabase({ ...database, freshUrl: async () => url }, { models: { Silent } });
    await plain.models.Silent.create({ name: "a" });
    expect(() => plain.auditLog).toThrow(expect.objectContaining({ code: "MODEL.UNKNOWN_MODEL" }));
    const Audited = defineModel("Silent", { name: field.text() }, { auditLog: true });
    const strict = await openDatabase(
      { ...database, freshUrl: async () => url },
      { models: { Silent: Audited }, autoMigrate: false },
    );
    const failure = await strict.models.Silent.create({ name: "b" }).catch((error: unknown) => error);
    expect(failure).toMatchObject({ code: "MIGRATION.SCHEMA_MISMATCH" });
    expect(String(failure)).toContain("dataflow_audit_log");
    const later = plain.model("Later", { name: field.text() }, { auditLog: true });
    await later.create({ name: "c" });
    expect(await plain.auditLog.count()).toEqual({ count: 1 });
    expect(await plain.models.Silent.count()).toEqual({ count: 1 });
  });
});
