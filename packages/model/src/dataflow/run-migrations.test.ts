import { databases } from "@dataflow-tooling/vitest";
import { describe, expect, it } from "vitest";
import { defineModel } from "../definition/define-model.ts";
import { field } from "../definition/field-kinds.ts";
import { DataFlow } from "./dataflow.ts";

const Before = defineModel("User", { email: field.text(), nickname: field.text().optional() });
const After = defineModel("User", { email: field.text() });

describe.each(databases)("db.migrations.run on $name", ({ freshUrl }) => {
  it("plans for the models and goes the whole way", async () => {
    const url = await freshUrl();
    const old = new DataFlow(url, { models: { User: Before } });
    await old.models.User.create({ email: "a@b", nickname: "Al" });
    await old.close();
    const db = new DataFlow(url, { models: { User: After }, autoMigrate: false });
    const refused = await db.migrations.plan();
    expect(refused.plan.refused).toHaveLength(1);
    const { plan, desired } = await db.migrations.plan({ allow: ["drop column users.nickname"] });
    const report = await db.migrations.run(plan, { desired });
    expect(report).toMatchObject({ success: true, state: "applied", safetyLevel: 3 });
    expect((await db.migrations.pending()).steps).toEqual([]);
    await db.close();
  });
});
