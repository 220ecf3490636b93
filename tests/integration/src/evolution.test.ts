import { connect } from "@dataflow/database";
import { DataFlow, defineModel, field } from "@dataflow/model";
import { afterEach, describe, expect, it, vi } from "vitest";
import { databases } from "./open-database.ts";

afterEach(() => {
  vi.restoreAllMocks();
});

/** The warnings of a start, as one text. */
function listening(): () => string {
  const warn = vi.spyOn(process, "emitWarning").mockImplementation(() => undefined);
  return () => warn.mock.calls.map(([text]) => String(text)).join("\n");
}

const bare = { timestamps: false } as const;
const UserOne = defineModel("User", { name: field.text(), age: field.integer().optional() }, bare);

describe.each(databases)("models that evolve on $name", ({ freshUrl }) => {
  async function withUser(): Promise<string> {
    const url = await freshUrl();
    const db = new DataFlow(url, { models: { User: UserOne } });
    await db.models.User.create({ name: "Ann", age: 7 });
    await db.close();
    return url;
  }

  it("are split in two by the developer's way, and nothing is lost on it", async () => {
    const url = await freshUrl();
    const Whole = defineModel(
      "Person",
      { name: field.text(), street: field.text(), city: field.text().optional() },
      bare,
    );
    const whole = new DataFlow(url, { models: { Person: Whole } });
    await whole.models.Person.bulkCreate([
      { name: "Ann", street: "Main", city: "Rome" },
      { name: "Bob", street: "Side" },
    ]);
    await whole.close();
    const Person = defineModel("Person", { name: field.text() }, bare);
    const Address = defineModel(
      "Address",
      { personId: field.integer().references(() => Person), street: field.text(), city: field.text().optional() },
      bare,
    );
    const warned = listening();
    const db = new DataFlow(url, { models: { Person, Address } });
    // A start makes the new table, and leaves what was given up where it is: rows can be written without it.
    await db.models.Person.create({ name: "Cid" });
    expect(warned()).toMatch(/people\.street/);
    const allow = ["drop column people.street", "drop column people.city"];
    expect((await db.migrations.pending()).refused.map((refusal) => refusal.allow).sort()).toEqual(allow.toSorted());
    expect(await db.autoMigrate({ autoConfirm: true })).toMatchObject({ success: true, migrations: [] });
    await db.connection.run(
      "INSERT INTO addresses (person_id, street, city) SELECT id, street, city FROM people WHERE street IS NOT NULL",
    );
    const { migrationId = "" } = await db.autoMigrate({ autoConfirm: true, allow });
    const addresses = await db.models.Address.list({ orderBy: ["id"] });
    expect(addresses.records).toMatchObject([
      { personId: 1, street: "Main", city: "Rome" },
      { personId: 2, street: "Side", city: null },
    ]);
    expect((await db.models.Person.count()).count).toBe(3);
    // What was dropped was put aside all the same.
    await db.migrations.rollback(migrationId);
    const { rows } = await db.connection.query("SELECT name, street, city FROM people ORDER BY id");
    expect(rows).toEqual([
      { name: "Ann", street: "Main", city: "Rome" },
      { name: "Bob", street: "Side", city: null },
      { name: "Cid", street: null, city: null },
    ]);
    await db.close();
  });

  it("get new fields, indexes, unique fields, references and enum values at the next start", async () => {
    const url = await withUser();
    const Team = defineModel("Team", { title: field.text() }, bare);
    const User = defineModel(
      "User",
      {
        name: field.text().unique(),
        age: field.bigint().optional(),
        status: field.enum(["new", "old"]).default("new"),
        teamId: field
          .integer()
          .optional()
          .references(() => Team),
      },
      { ...bare, indexes: [{ fields: ["status", "-age"] }] },
    );
    const warned = listening();
    const db = new DataFlow(url, { models: { Team, User } });
    const team = await db.models.Team.create({ title: "A" });
    expect((await db.models.User.list()).records).toMatchObject([
      { name: "Ann", age: 7n, status: "new", teamId: null },
    ]);
    await expect(db.models.User.create({ name: "Ann" })).rejects.toMatchObject({ code: "DATABASE.UNIQUE_VIOLATION" });
    await expect(db.models.User.create({ name: "Bob", teamId: 99 })).rejects.toMatchObject({
      code: "DATABASE.FOREIGN_KEY_VIOLATION",
    });
    await db.models.User.create({ name: "Bob", teamId: team.id });
    expect((await db.migrations.pending()).steps).toEqual([]);
    await db.close();
    const more = defineModel(
      "User",
      { ...fieldsOf(), status: field.enum(["new", "old", "gone"]).default("new") },
      bare,
    );
    const next = new DataFlow(url, { models: { User: more } });
    await next.models.User.create({ name: "Cid", status: "gone" });
    expect(warned()).not.toContain("column users.status");
    await next.close();
  });

  function fieldsOf() {
    return { name: field.text().unique(), age: field.bigint().optional() };
  }

  it("lose nothing at a start, and a field that was removed asks for no values any more", async () => {
    const url = await withUser();
    const User = defineModel("User", { age: field.integer().optional() }, bare);
    const warned = listening();
    const db = new DataFlow(url, { models: { User } });
    await db.models.User.create({ age: 8 });
    expect(warned()).toContain('allow: ["drop column users.name"]');
    const pending = await db.migrations.pending();
    expect(pending.refused).toEqual([
      { object: "column users.name", reason: expect.stringContaining("users.name"), allow: "drop column users.name" },
    ]);
    const kept = await db.autoMigrate({ autoConfirm: true });
    expect([kept.success, kept.migrations]).toEqual([true, []]);
    const done = await db.autoMigrate({ autoConfirm: true, allow: ["drop column users.name"] });
    expect(done).toMatchObject({ success: true, migrations: [{ object: "column users.name", riskLevel: "HIGH" }] });
    expect((await db.migrations.pending()).refused).toEqual([]);
    expect((await db.models.User.list()).records).toEqual([
      { id: 1, age: 7 },
      { id: 2, age: 8 },
    ]);
    await db.close();
  });

  it("follow renamedFrom, of a field and of a model", async () => {
    const url = await withUser();
    const Person = defineModel(
      "Person",
      { fullName: field.text().renamedFrom("name"), age: field.integer().optional() },
      { ...bare, renamedFrom: "User" },
    );
    for (const _ of ["the first start", "another one"]) {
      const db = new DataFlow(url, { models: { Person } });
      expect((await db.models.Person.list()).records).toEqual([{ id: 1, fullName: "Ann", age: 7 }]);
      expect((await db.migrations.pending()).steps).toEqual([]);
      await db.close();
    }
  });

  it("never guess a rename: both readings are shown, and an answer is kept", async () => {
    const url = await withUser();
    const User = defineModel("User", { fullName: field.text(), age: field.integer().optional() }, bare);
    listening();
    const db = new DataFlow(url, { models: { User } });
    await db.initialize();
    const refusal = await db.models.User.list().catch((error: unknown) => error);
    expect(refusal).toMatchObject({ code: "MIGRATION.TABLE_OUTDATED" });
    expect(String(refusal)).toContain("users.name was renamed to users.full_name");
    await expect(db.autoMigrate({ autoConfirm: true })).rejects.toMatchObject({
      code: "MIGRATION.RENAME_UNDECIDED",
      message: expect.stringContaining('renames: { "column users.name": "full_name" }'),
    });
    await expect(db.migrations.answer({ renamed: "column users.nam", to: "x" })).rejects.toMatchObject({
      code: "MIGRATION.UNKNOWN_RENAME",
    });
    await db.migrations.answer({ renamed: "column users.name", to: "full_name" });
    expect((await db.models.User.list()).records).toEqual([{ id: 1, fullName: "Ann", age: 7 }]);
    await db.close();
  });

  it("keep both when an answer says that they are two", async () => {
    const url = await withUser();
    const User = defineModel("User", { fullName: field.text().default("?"), age: field.integer().optional() }, bare);
    listening();
    const db = new DataFlow(url, { models: { User } });
    await db.initialize();
    await db.migrations.answer({ separate: "column users.name" });
    expect((await db.models.User.list()).records).toEqual([{ id: 1, fullName: "?", age: 7 }]);
    await db.close();
    const connection = connect(url);
    expect((await connection.query("SELECT name FROM users")).rows).toEqual([{ name: "Ann" }]);
    await connection.close();
  });

  it("retype a field when that is allowed", async () => {
    const url = await withUser();
    const User = defineModel("User", { name: field.text(), age: field.text().optional() }, bare);
    listening();
    const db = new DataFlow(url, { models: { User } });
    const refusedByRisk = db.autoMigrate({
      autoConfirm: true,
      maxRiskLevel: "LOW",
      allow: ["narrow column users.age"],
    });
    await refusedByRisk.catch((error: unknown) => expect(error).toMatchObject({ code: "MIGRATION.RISK_TOO_HIGH" }));
    await db.autoMigrate({ autoConfirm: true, allow: ["narrow column users.age"] });
    expect((await db.models.User.list()).records).toEqual([{ id: 1, name: "Ann", age: "7" }]);
    await db.close();
  });

  it("ask before they do anything, and name the option when nobody can be asked", async () => {
    const url = await withUser();
    const db = new DataFlow(url, {
      models: { User: defineModel("User", { name: field.text(), bio: field.text().optional() }, bare) },
    });
    await expect(db.autoMigrate()).rejects.toMatchObject({
      code: "MIGRATION.CONFIRMATION_NEEDED",
      fix: expect.stringContaining("autoConfirm: true"),
    });
    await expect(db.autoMigrate({ dryRun: false, ...{ dryrun: true } })).rejects.toMatchObject({
      code: "MIGRATION.UNKNOWN_OPTION",
      fix: 'did you mean "dryRun"?',
    });
    await db.close();
  });

  it("put aside what is dropped, and a rollback gives it back", async () => {
    const url = await withUser();
    const fields = { name: field.text(), note: field.text().optional() };
    const before = new DataFlow(url, { models: { User: defineModel("User", fields, bare) } });
    const { id } = await before.models.User.create({ name: "Ann", note: "kept" });
    await before.close();
    const db = new DataFlow(url, { models: { User: defineModel("User", { name: field.text() }, bare) } });
    const allow = ["drop column users.note"];
    const { migrationId } = await db.autoMigrate({ autoConfirm: true, allow, rollbackOnError: true });
    const { restored } = await db.migrations.rollback(migrationId ?? "");
    expect(restored.length).toBeGreaterThan(0);
    const { rows } = await db.connection.query(`SELECT note FROM users WHERE id = ${Number(id)}`);
    expect(rows).toEqual([{ note: "kept" }]);
    await db.close();
  });

  it("two versions at once: each works, and neither takes anything from the other", async () => {
    const url = await freshUrl();
    const One = defineModel("User", { name: field.text(), nick: field.text().optional() }, bare);
    const Two = defineModel("User", { name: field.text(), age: field.integer().optional() }, bare);
    listening();
    const pairs = Array.from({ length: 4 }, () => [
      new DataFlow(url, { models: { User: One } }),
      new DataFlow(url, { models: { User: Two } }),
    ]).flat();
    await Promise.all(pairs.map((db) => db.models.User.create({ name: "x" })));
    const counts = await Promise.all(pairs.map((db) => db.models.User.count()));
    expect(counts.map(({ count }) => count)).toEqual(pairs.map(() => 8));
    await Promise.all(pairs.map((db) => db.close()));
  });
});
