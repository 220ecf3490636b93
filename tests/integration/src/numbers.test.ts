import type { Connection } from "@dataflow/database";
import { type DataFlow, defineModel, field } from "@dataflow/model";
import { describe, expect } from "vitest";
import { isolatedTests } from "./isolated-tests.ts";

const Item = defineModel("Items", { name: field.text().unique() }, { tableName: 'the "items"' });
const models = { Items: Item };

/** As a tool does that empties the tables between two runs. */
async function forgetNumbers(connection: Connection): Promise<void> {
  await connection.run(
    connection.dialect === "sqlite"
      ? "DELETE FROM sqlite_sequence"
      : `ALTER TABLE "the ""items""" ALTER COLUMN id RESTART`,
  );
}

// A number that was given is not taken back, and those who write at the same time need connections of their own.
const suites = await isolatedTests({ models, isolation: "database" });

describe.each(suites)("numbers that rows bring on $name", ({ it }) => {
  let db: DataFlow<typeof models>;
  it.beforeEach(async ({ tddDataflow }) => {
    db = tddDataflow;
  });
  const next = async (name: string) => (await db.models.Items.create({ name })).id;

  it("are followed by those that the database gives", async () => {
    expect(await next("a")).toBe(1);
    await db.models.Items.create({ id: 7, name: "b" });
    expect(await next("c")).toBe(8);
    await db.models.Items.create({ id: 3, name: "d" });
    expect(await next("e")).toBe(9);
    await db.models.Items.create({ id: 250_000, name: "f" });
    expect(await next("g")).toBe(250_001);
  });

  it("are followed in bulk, too, and when a file brings them", async () => {
    const { ids } = await db.models.Items.bulkCreate([{ id: 50, name: "a" }, { name: "b" }], { returnIds: true });
    expect(ids).toEqual([50, 51]);
    const many = Array.from({ length: 300 }, (_, at) => ({ id: 100 + at, name: `many ${at}` }));
    await db.models.Items.bulkCreate(many);
    expect(await next("c")).toBe(400);
    await db.models.Items.import(["id,name\n500,x\n"], { format: "csv" });
    expect(await next("d")).toBe(501);
    await db.models.Items.bulkUpsert([{ id: 600, name: "y" }]);
    await db.models.Items.upsert({ where: { id: 700 }, create: { name: "z" } });
    expect(await next("e")).toBe(701);
  });

  it("are followed again when somebody has taken the numbers back", async () => {
    await db.models.Items.create({ id: 7, name: "a" });
    await db.models.Items.bulkDelete({ all: true });
    await forgetNumbers(db.connection);
    await db.models.Items.create({ id: 2, name: "b" });
    expect(await next("c")).toBe(3);
  });

  it("that are below nothing change nothing", async () => {
    await db.models.Items.create({ id: -5, name: "a" });
    await db.models.Items.create({ id: 0, name: "b" });
    expect(await next("c")).toBe(1);
  });

  it("never let two rows have one number, whoever writes at the same time", async () => {
    const given = [40, 80, 120, 2000].map((id) => db.models.Items.create({ id, name: `given ${id}` }));
    const taken = Array.from({ length: 30 }, (_, at) => next(`taken ${at}`));
    const outcomes = await Promise.allSettled([...given, ...taken]);
    expect(outcomes.filter(({ status }) => status === "rejected")).toEqual([]);
    expect(await next("last")).toBeGreaterThan(2000);
  });
});
