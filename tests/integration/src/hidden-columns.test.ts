import { ColumnRemovalManager, findDrift } from "@dataflow/migrations";
import { DataFlow, defineModel, field } from "@dataflow/model";
import { describe, expect, it } from "vitest";
import { databases } from "./open-database.ts";

const bare = { timestamps: false } as const;
const Before = defineModel("User", { name: field.text(), age: field.integer() }, bare);
const After = defineModel("User", { name: field.text() }, bare);

describe.each(databases)("a hidden column on $name", ({ freshUrl }) => {
  it("is nothing that models, discovery or drift see, and comes back", async () => {
    const url = await freshUrl();
    const first = new DataFlow(url, { models: { User: Before } });
    await first.models.User.create({ name: "Ann", age: 7 });
    const manager = new ColumnRemovalManager(first.connection);
    const plan = await manager.planColumnRemoval({ table: "users", column: "age", softDrop: { retentionMs: 60_000 } });
    expect(await manager.executeSafeRemoval(plan, { confirm: true })).toMatchObject({ result: "SUCCESS" });
    await first.close();

    const db = new DataFlow(url, { models: { User: After } });
    await db.models.User.create({ name: "Bob" });
    const { preview } = await db.autoMigrate({ dryRun: true });
    expect(preview).toMatchObject({ steps: [], refused: [], questions: [] });
    expect(await findDrift(db.connection)).toMatchObject({ drifts: [], questions: [] });
    const { users } = await db.discoverSchema();
    expect(users?.columns.map(({ name }) => name)).toEqual(["id", "name"]);
    await expect(db.autoMigrate({ autoConfirm: true })).resolves.toMatchObject({ success: true, migrations: [] });

    const restored = await new ColumnRemovalManager(db.connection).restoreColumn({ table: "users", column: "age" });
    expect(restored).toMatchObject({ from: "HIDDEN", rows: 1, rowsSince: 1, isRequired: false });
    const { rows } = await db.connection.query("SELECT name, age FROM users ORDER BY name");
    expect(rows).toEqual([
      { name: "Ann", age: 7 },
      { name: "Bob", age: null },
    ]);
    await db.close();
  });
});
