import { type DataFlow, defineModel, field, type OperationEvent } from "@dataflow/model";
import { describe, expect } from "vitest";
import { isolatedTests } from "./isolated-tests.ts";

const Team = defineModel("Team", { name: field.text() });
const Person = defineModel("Person", {
  name: field.text().unique(),
  teamId: field
    .integer()
    .optional()
    .references(() => Team),
  bossId: field.integer().optional().references("self", { as: "boss", inverse: "staff" }),
});
const models = { Team, Person };

const events: OperationEvent[] = [];
const suites = await isolatedTests({
  models,
  dataflow: { onOperation: (event) => events.push(event) },
  prepare: (db) => db.models.Person.create({ name: "first" }),
});

describe.each(suites)("what is told of a write on $name", ({ it }) => {
  let db: DataFlow<typeof models>;
  it.beforeEach(({ tddDataflow }) => {
    db = tddDataflow;
  });

  it.each([
    ["teamId", () => db.models.Person.create({ name: "a", teamId: 99 })],
    ["bossId", () => db.models.Person.create({ name: "a", teamId: null, bossId: 99 })],
    ["bossId", () => db.models.Person.update(1, { bossId: 99 })],
    ["teamId", () => db.models.Person.update(1, { bossId: null, teamId: 99 })],
    ["teamId", () => db.models.Person.upsert({ where: { name: "first" }, update: { teamId: 99 } })],
    ["bossId", () => db.models.Person.bulkCreate([{ name: "a" }, { name: "b", bossId: 99 }])],
  ])("names the reference that was written: %s", async (name, write) => {
    await expect(write()).rejects.toMatchObject({
      code: "DATABASE.FOREIGN_KEY_VIOLATION",
      meta: { model: "Person", fields: [name], constraint: expect.stringContaining(name.slice(0, 4)) },
    });
  });

  it("is one event of an upsert, whether it creates or changes, and whether it fails", async () => {
    events.length = 0;
    await db.models.Person.upsert({ where: { name: "second" } });
    await db.models.Person.upsert({ where: { name: "second" }, update: { teamId: null } });
    await expect(db.models.Person.upsert({ where: { name: "third" }, create: { teamId: 99 } })).rejects.toThrow();
    expect(events.map(({ operation, outcome }) => `${operation} ${outcome}`)).toEqual([
      "upsert success",
      "upsert success",
      "upsert failure",
    ]);
  });
});
