import { DataFlow, defineModel, field } from "@dataflow/model";
import { describe, expect, it } from "vitest";
import { databases } from "./open-database.ts";

const Parent = defineModel("Parent", { name: field.text(), paid: field.decimal(8, 2).default("0.00") });
const models = { Parent };

async function freshUrl(name: string): Promise<string> {
  const database = databases.find((candidate) => candidate.name === name);
  if (database === undefined) throw new Error(`no database is called ${name}`);
  return database.freshUrl();
}

describe("drizzle on the same connection and transaction", () => {
  it("of SQLite", async () => {
    const db = new DataFlow((await freshUrl("sqlite")) as "sqlite:test.db", { models });
    const { Parent: Parents } = db.models;
    const undone = db.transaction(async () => {
      await Parents.create({ name: "a", paid: "1.50" });
      const [row] = await db.drizzle.select().from(Parents.table);
      expect(row).toMatchObject({ name: "a", paid: "1.50", createdAt: expect.any(Date) });
      throw new Error("stop");
    });
    await expect(undone).rejects.toThrow("stop");
    expect(await db.drizzle.select().from(Parents.table)).toEqual([]);
    await db.close();
  });

  it("of PostgreSQL", async () => {
    const db = new DataFlow((await freshUrl("postgres")) as "postgresql://test", { models });
    const { Parent: Parents } = db.models;
    const undone = db.transaction(async () => {
      await db.drizzle
        .insert(Parents.table)
        .values({ name: "b", paid: "2.25", createdAt: new Date(0), updatedAt: new Date(0) });
      expect((await Parents.list()).records).toMatchObject([{ name: "b", paid: "2.25", createdAt: new Date(0) }]);
      throw new Error("stop");
    });
    await expect(undone).rejects.toThrow("stop");
    expect(await db.drizzle.select().from(Parents.table)).toEqual([]);
    await db.close();
  });
});
