import { DataFlow, defineModel, field } from "@dataflow/model";
import { databases } from "@dataflow-tooling/vitest";
import { describe, expect, it } from "vitest";
import { openTestDatabase } from "../context/test-database.ts";
import { tddModels } from "../models/tdd-models.ts";
import { rowFactory } from "./row-factory.ts";

const small = {
  "~standard": {
    version: 1 as const,
    vendor: "test",
    validate: (value: unknown) =>
      typeof value === "number" && value < 50 ? { value } : { issues: [{ message: "too large" }] },
  },
};
const never = { "~standard": { ...small["~standard"], validate: () => ({ issues: [{ message: "never" }] }) } };

const Everything = defineModel("Everything", {
  key: field.uuid().primaryKey(),
  text: field.text().unique(),
  short: field.text(6).unique(),
  one: field.text(1),
  integer: field.integer().unique(),
  few: field.integer().validate(small),
  bigint: field.bigint().unique(),
  real: field.real(),
  money: field.decimal(12, 2).unique(),
  ratio: field.decimal(3, 3),
  whole: field.decimal(18, 0),
  boolean: field.boolean(),
  timestamp: field.timestamp().unique(),
  date: field.date().unique(),
  time: field.time().unique(),
  uuid: field.uuid(),
  json: field.json(),
  mood: field.enum(["happy", "sad"]),
  bytes: field.bytes(),
  texts: field.array(field.text()),
  moods: field.array(field.enum(["a,b", "NULL"])),
  note: field.text().optional(),
});
const Profile = defineModel("Profile", {
  everythingKey: field
    .uuid()
    .unique()
    .references(() => Everything),
  bossId: field.integer().optional().references("self"),
});
const Refused = defineModel("Refused", { number: field.integer().validate(never) });
const Hen = defineModel("Hen", { eggId: field.integer().references(() => Egg) });
const Egg = defineModel("Egg", { henId: field.integer().references((): unknown => Hen) });
const models = { ...tddModels, Everything, Profile, Refused };

describe.each(databases)("a row factory on $name", ({ freshUrl }) => {
  it("makes valid rows of every kind of field, the same for the same seed", async () => {
    await using database = await openTestDatabase({ url: await freshUrl(), models });
    const made: unknown[] = [];
    for (let run = 0; run < 2; run++) {
      await using context = await database.createContext();
      const make = rowFactory(context.db, { seed: 7, fillsOptional: true });
      const rows = await make.createMany(context.models.Everything, 60);
      expect(await context.models.Everything.count()).toEqual({ count: 60 });
      expect(rows.every(({ few, note }) => few < 50 && note !== null)).toBe(true);
      made.push(rows.map(({ createdAt: _created, updatedAt: _updated, ...row }) => row));
    }
    expect(made[0]).toEqual(made[1]);
    await using context = await database.createContext();
    const [other] = await rowFactory(context.db, { seed: 8 }).createMany(context.models.Everything, 1);
    expect(other?.note).toBeNull();
    expect(other?.key).not.toBe((made[0] as { key: string }[])[0]?.key);
  });

  it("makes the rows that are referred to, one for all unless each needs its own", async () => {
    await using database = await openTestDatabase({ url: await freshUrl(), models });
    await using context = await database.createContext();
    const { Order, User, Product } = context.models;
    const make = rowFactory(context.db);
    const orders = await make.createMany(Order, 3, (at) => ({ quantity: at + 1 }));
    expect(orders.map(({ quantity, status }) => [quantity, status])).toEqual([1, 2, 3].map((n) => [n, "pending"]));
    expect([await User.count(), await Product.count()]).toEqual([{ count: 1 }, { count: 1 }]);
    const ann = await make.create(User, { name: "Ann" });
    expect(ann).toMatchObject({ name: "Ann", email: expect.stringMatching(/@example\.com$/) });
    expect((await make.create(Order, { userId: ann.id })).userId).toBe(ann.id);
    const profiles = await make.createMany(context.models.Profile, 3);
    expect(new Set(profiles.map(({ everythingKey }) => everythingKey)).size).toBe(3);
    expect(profiles[0]?.bossId).toBeNull();
  });

  it("says what it cannot make", async () => {
    await using database = await openTestDatabase({ url: await freshUrl(), models });
    await using context = await database.createContext();
    const make = rowFactory(context.db);
    await expect(make.create(context.models.Refused)).rejects.toMatchObject({
      code: "FIXTURE.NO_VALID_VALUE",
      meta: { model: "Refused", field: "number" },
    });
    await using db = new DataFlow("sqlite::memory:", { models: { Hen, Egg }, tddMode: false });
    await expect(rowFactory(db).create(db.models.Hen)).rejects.toMatchObject({ code: "FIXTURE.CIRCULAR_REFERENCE" });
    expect(() => rowFactory(context.db, { sed: 1 } as object)).toThrow(
      expect.objectContaining({ code: "FIXTURE.UNKNOWN_OPTION" }),
    );
    expect(() => rowFactory(context.db, { seed: 0.5 })).toThrow(
      expect.objectContaining({ code: "FIXTURE.INVALID_OPTION" }),
    );
  });
});
