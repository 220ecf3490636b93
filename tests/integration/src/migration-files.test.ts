import { mkdtemp, readdir, readFile, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { type AnyModelDefinition, DataFlow, defineModel, field } from "@dataflow/model";
import { databases } from "@dataflow-tooling/vitest";
import { afterEach, beforeEach, describe, expect, it } from "vitest";

const First = defineModel("Note", { text: field.text(), old: field.text().optional() });
const Second = defineModel("Note", { text: field.text(), stars: field.integer().default(3) });
const Third = defineModel("Note", {
  text: field.text(),
  stars: field.integer().default(3),
  pinned: field.boolean().optional(),
});

const open: DataFlow[] = [];
const urls = new Map<DataFlow, string>();
let directory = "";

beforeEach(async () => {
  directory = await mkdtemp(join(tmpdir(), "dataflow-files-"));
});

afterEach(async () => {
  await Promise.all(open.splice(0).map((db) => db.close()));
  await rm(directory, { recursive: true, force: true });
});

function opened(url: string, Note: AnyModelDefinition): DataFlow {
  const db = new DataFlow(url, { autoMigrate: false });
  db.model(Note);
  open.push(db);
  urls.set(db, url);
  return db;
}

function urlOf(db: DataFlow): string {
  return urls.get(db) ?? "";
}

describe.each(databases)("migrations as files on $name", ({ name, freshUrl }) => {
  /** Three migrations, made step by step on one database. */
  async function develop(url: string): Promise<void> {
    const first = opened(url, First);
    expect((await first.migrations.generate({ name: "Add notes!", directory })).file).toBe("0001_add_notes");
    await first.migrations.apply({ directory });
    const second = opened(url, Second);
    await expect(second.migrations.generate({ name: "stars", directory })).rejects.toMatchObject({
      code: "MIGRATION.UNDECIDED",
    });
    const allow = ["drop column notes.old"];
    expect((await second.migrations.generate({ name: "stars", directory, allow })).file).toBe("0002_stars");
    await expect(opened(url, Third).migrations.generate({ name: "pins", directory })).rejects.toMatchObject({
      code: "MIGRATION.PLAN_OUTDATED",
    });
    await second.migrations.apply({ directory });
    expect((await opened(url, Third).migrations.generate({ name: "pins", directory })).file).toBe("0003_pins");
  }

  it("are generated on one database and applied on another, exactly once", async () => {
    await develop(await freshUrl());
    expect((await readdir(directory)).sort()).toEqual([
      "0001_add_notes.json",
      "0001_add_notes.sql",
      "0002_stars.json",
      "0002_stars.sql",
      "0003_pins.json",
      "0003_pins.sql",
      "migrations.sum",
    ]);
    expect(await readFile(join(directory, "0001_add_notes.sql"), "utf8")).toContain("CREATE TABLE");
    const url = await freshUrl();
    const production = opened(url, Third);
    expect((await production.migrations.status({ directory })).map(({ state }) => state)).toEqual([
      "pending",
      "pending",
      "pending",
    ]);
    const [one, other] = await Promise.all([
      production.migrations.apply({ directory }),
      opened(url, Third).migrations.apply({ directory }),
    ]);
    expect([...one.applied, ...other.applied].sort()).toEqual(["0001_add_notes", "0002_stars", "0003_pins"]);
    expect(await production.migrations.apply({ directory })).toEqual({ applied: [], adopted: [] });
    expect((await production.migrations.status({ directory })).map(({ state }) => state)).toEqual([
      "applied",
      "applied",
      "applied",
    ]);
    const note = await production.getModel("Note").create({ text: "new" });
    expect(note).toMatchObject({ stars: 3, pinned: null });
    expect((await production.migrations.generate({ name: "nothing", directory })).file).toBeUndefined();
  });

  it("are refused by name when they are edited, missing, unknown or out of order", async () => {
    await develop(await freshUrl());
    const production = opened(await freshUrl(), Third);
    const file = join(directory, "0002_stars.sql");
    const content = await readFile(file, "utf8");
    await writeFile(file, `${content}-- a little more\n`);
    await expect(production.migrations.apply({ directory })).rejects.toMatchObject({
      code: "MIGRATION.FILES_CHANGED",
      meta: { files: ["0002_stars.sql"] },
    });
    expect(await production.migrations.status({ directory })).toContainEqual({
      name: "0002_stars.sql",
      state: "edited",
    });
    await rm(file);
    await expect(production.migrations.apply({ directory })).rejects.toMatchObject({
      message: expect.stringContaining("0002_stars.sql is missing"),
    });
    await writeFile(file, content);
    await writeFile(join(directory, "0004_more.json"), "{}");
    await expect(production.migrations.apply({ directory })).rejects.toMatchObject({
      message: expect.stringContaining("0004_more.json is not in the sums"),
    });
    await rm(join(directory, "0004_more.json"));
    const plan = join(directory, "0001_add_notes.json");
    await writeFile(plan, (await readFile(plan, "utf8")).replace("notes", "votes"));
    await expect(production.migrations.apply({ directory })).rejects.toMatchObject({
      meta: { files: ["0001_add_notes.json"] },
    });
    expect(await production.showTables()).toEqual([]);
  });

  it("are missed when they are gone", async () => {
    const url = await freshUrl();
    await develop(url);
    const created = opened(url, Third);
    await created.migrations.apply({ directory });
    for (const name of await readdir(directory)) await rm(join(directory, name));
    await opened(await freshUrl(), First).migrations.generate({ name: "other", directory });
    await expect(created.migrations.apply({ directory })).rejects.toMatchObject({
      code: "MIGRATION.FILES_CHANGED",
      message: expect.stringContaining("0002_stars.json is missing"),
    });
  });

  it("are adopted by a database that was made by other means", async () => {
    const source = opened(await freshUrl(), First);
    await source.migrations.generate({ name: "notes", directory });
    const target = opened(await freshUrl(), First);
    for (const line of (await source.migrations.generate({ name: "x", directory: `${directory}/x` })).plan.segments)
      for (const { statements } of line.steps) for (const sql of statements) await target.connection.run(sql);
    expect(await target.migrations.apply({ directory })).toEqual({ applied: [], adopted: ["0001_notes"] });
    expect(await target.migrations.status({ directory })).toMatchObject([{ name: "0001_notes", state: "applied" }]);
  });

  it("are refused by name when one comes before another that is applied", async () => {
    await develop(await freshUrl());
    const production = opened(await freshUrl(), Third);
    const { applied } = await production.migrations.apply({ directory });
    expect(applied).toHaveLength(3);
    // The second is forgotten, as if it had been merged behind the third.
    const table = name === "postgres" ? "_dataflow.migrations" : "_dataflow_migrations";
    await production.connection.run(`DELETE FROM ${table} WHERE name = '0002_stars'`);
    await expect(production.migrations.apply({ directory })).rejects.toMatchObject({
      code: "MIGRATION.FILES_OUT_OF_ORDER",
      message: expect.stringContaining("0002_stars comes before 0003_pins"),
      meta: { pending: "0002_stars", applied: "0003_pins" },
    });
    expect((await production.migrations.status({ directory })).map(({ state }) => state)).toEqual([
      "applied",
      "pending",
      "applied",
    ]);
  });

  it("follow what models say about former names, as autoMigrate does", async () => {
    const db = opened(await freshUrl(), Second);
    await db.migrations.generate({ name: "notes", directory });
    await db.migrations.apply({ directory });
    await db.getModel("Note").create({ text: "kept" });
    const Renamed = defineModel("Note", {
      words: field.text().renamedFrom("text"),
      stars: field.integer().default(3),
    });
    const later = opened(urlOf(db), Renamed);
    expect((await later.migrations.generate({ name: "words", directory })).file).toBe("0002_words");
    await later.migrations.apply({ directory });
    expect((await later.getModel("Note").list()).records).toMatchObject([{ words: "kept" }]);
  });

  it("do not depend on the rows of the database that they are written on", async () => {
    const db = opened(await freshUrl(), Second);
    await db.migrations.generate({ name: "notes", directory });
    await db.migrations.apply({ directory });
    const Without = defineModel("Note", { text: field.text() });
    await expect(opened(urlOf(db), Without).migrations.generate({ name: "less", directory })).rejects.toMatchObject({
      code: "MIGRATION.UNDECIDED",
    });
  });

  describe("on a database that was changed by hand", () => {
    async function drifted(...statements: readonly string[]): Promise<DataFlow> {
      const db = opened(await freshUrl(), Second);
      await db.migrations.generate({ name: "notes", directory });
      await db.migrations.apply({ directory });
      for (const sql of statements) await db.connection.run(sql);
      return db;
    }

    it("say what was changed and the three ways on", async () => {
      const db = await drifted("ALTER TABLE notes ADD COLUMN extra TEXT");
      const other = opened(await freshUrl(), Second);
      await other.migrations.apply({ directory });
      await opened(urlOf(other), Third).migrations.generate({ name: "pins", directory });
      for (const attempt of [
        () => db.migrations.apply({ directory }),
        () => opened(urlOf(db), Third).migrations.generate({ name: "more", directory }),
      ]) {
        await expect(attempt()).rejects.toMatchObject({
          code: "MIGRATION.PLAN_OUTDATED",
          message: expect.stringContaining("column notes.extra was added by hand"),
          fix: expect.stringMatching(/adopt.*patchDrift.*ignore/),
          meta: { drift: [expect.stringContaining("notes.extra")] },
        });
      }
      expect(await db.migrations.patchDrift({ allow: ["drop column notes.extra"] })).toMatchObject({ success: true });
      expect(await db.migrations.apply({ directory })).toEqual({ applied: ["0002_pins"], adopted: [] });
    });

    it("go on beside what is ignored, and refuse to change it", async () => {
      const db = await drifted("CREATE VIEW reports AS SELECT text FROM notes");
      await db.migrations.settleDrift({ ignore: "view reports", reason: "reports" });
      const third = opened(urlOf(db), Third);
      expect((await third.migrations.generate({ name: "pins", directory })).file).toBe("0002_pins");
      expect(await third.migrations.apply({ directory })).toEqual({ applied: ["0002_pins"], adopted: [] });
      expect(await third.migrations.apply({ directory })).toEqual({ applied: [], adopted: [] });
      // Elsewhere nothing is ignored, and the same files lead to the same place.
      const other = opened(await freshUrl(), Third);
      expect((await other.migrations.apply({ directory })).applied).toEqual(["0001_notes", "0002_pins"]);
      const Without = defineModel("Note", { stars: field.integer().default(3), pinned: field.boolean().optional() });
      const allow = ["drop column notes.text"];
      await opened(urlOf(other), Without).migrations.generate({ name: "less", directory, allow });
      await expect(opened(urlOf(db), Without).migrations.apply({ directory })).rejects.toMatchObject({
        code: "MIGRATION.STEP_FAILED",
      });
      expect((await db.connection.query("SELECT text FROM reports")).rows).toEqual([]);
      expect((await db.migrations.drift()).ignored).toMatchObject([{ name: "view reports", reason: "reports" }]);
    });

    it("are noted where somebody has done by hand what they do", async () => {
      const db = await drifted();
      const other = opened(await freshUrl(), Second);
      await other.migrations.apply({ directory });
      const { plan } = await opened(urlOf(other), Third).migrations.generate({ name: "pins", directory });
      for (const { steps } of plan.segments)
        for (const { statements } of steps) for (const sql of statements) await db.connection.run(sql);
      const { drifts } = await db.migrations.drift();
      expect(drifts).toMatchObject([{ adopt: { model: "Note", text: "pinned: field.boolean().optional()," } }]);
      expect(await db.migrations.apply({ directory })).toEqual({ applied: [], adopted: ["0002_pins"] });
      expect((await db.migrations.status({ directory })).map(({ state }) => state)).toEqual(["applied", "applied"]);
      expect((await db.migrations.drift()).drifts).toEqual([]);
    });
  });
});
