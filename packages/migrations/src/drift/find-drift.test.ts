import { createHash } from "node:crypto";
import { existsSync, readFileSync } from "node:fs";
import { type Connection, connect } from "@dataflow/database";
import { databases } from "@dataflow-tooling/vitest";
import { afterEach, describe, expect, it } from "vitest";
import { evolveSchema } from "../evolve/evolve-schema.ts";
import { migrateModels } from "../evolve/migrate-models.ts";
import { column, nullable, TEXT, table } from "../example-tables.fixture.ts";
import { SchemaStateManager } from "../snapshot/schema-state-manager.ts";
import { findDrift } from "./find-drift.ts";
import { patchDrift } from "./patch-drift.ts";
import { settleDrift } from "./settle-drift.ts";

const connections: Connection[] = [];
afterEach(async () => {
  for (const connection of connections.splice(0)) await connection.close();
});

const users = table("users", [column("email", TEXT), nullable("city", TEXT)]);
const models = { tables: [users] };

describe.each(databases)("drift on $name", ({ name, freshUrl }) => {
  async function evolved(url?: string): Promise<Connection> {
    const connection = connect(url ?? (await freshUrl()));
    connections.push(connection);
    await evolveSchema(connection, models);
    await connection.run("INSERT INTO users (email, city) VALUES ('a@example.org', 'Rome')");
    return connection;
  }

  async function found(connection: Connection, wanted = models): Promise<readonly string[]> {
    const { drifts } = await findDrift(connection, wanted);
    return drifts.map((drift) => `${drift.change} ${drift.name}`);
  }

  it("is nothing where only migrations were at work", async () => {
    const connection = await evolved();
    expect(await findDrift(connection, models)).toMatchObject({ drifts: [], ignored: [], questions: [], unjudged: [] });
    expect(await found(connection, { tables: [] })).toEqual([]);
  });

  it("is what came, went and was changed by hand, with evidence and a way back", async () => {
    const connection = await evolved();
    await connection.run("CREATE TABLE extra (id INTEGER PRIMARY KEY, note TEXT)");
    await connection.run("CREATE INDEX extra_note ON extra (note)");
    await connection.run("ALTER TABLE users ADD COLUMN nick TEXT");
    await connection.run("ALTER TABLE users DROP COLUMN city");
    const { drifts, since } = await findDrift(connection, { tables: [] });
    expect(drifts.map((drift) => `${drift.change} ${drift.name}`)).toEqual([
      "added column users.nick",
      "added table extra",
      "missing column users.city",
    ]);
    expect(since).toMatchObject({ kind: "migration", name: "models at start" });
    const [nick, extra, city] = drifts;
    expect(extra?.parts.map((id) => id.split(" ")[0]).sort()).toEqual(["column", "column", "constraint", "index"]);
    expect(nick).toMatchObject({ description: "column users.nick was added by hand", table: { name: "users" } });
    expect(nick?.evidence.map(({ source, value }) => [source, value])).toEqual([
      ["catalog", true],
      ["history", false],
      ["statement", false],
    ]);
    expect(city?.patch).toMatchObject({ steps: [{ operation: "addColumn" }], refused: [] });
    // A column that came and one that went may be one; nobody but the developer knows.
    const all = await patchDrift(connection, { tables: [] }, { allow: ["drop table extra"], dryRun: true });
    expect(all).toMatchObject({ success: false, preview: { questions: [{ rename: { to: "city" } }] } });
    expect(await found(connection, { tables: [] })).toHaveLength(3);
  });

  it("is patched, losses only when they are allowed", async () => {
    const connection = await evolved();
    await connection.run("ALTER TABLE users ADD COLUMN nick TEXT");
    await connection.run("UPDATE users SET nick = 'x'");
    const refused = await patchDrift(connection, models);
    expect(refused).toMatchObject({ success: false, preview: { refused: [{ allow: "drop column users.nick" }] } });
    expect(refused.migrationId).toBeUndefined();
    const patched = await patchDrift(connection, models, { allow: ["drop column users.nick"] });
    expect(patched).toMatchObject({ success: true, migrationId: expect.any(String) });
    expect(await found(connection)).toEqual([]);
    const { rows } = await connection.query("SELECT * FROM users");
    expect(rows).toMatchObject([{ email: "a@example.org", city: "Rome" }]);
  });

  it("is what a definition says otherwise than it is known", async () => {
    const connection = await evolved();
    await connection.run("ALTER TABLE users ALTER COLUMN city SET NOT NULL");
    const [drift, ...more] = (await findDrift(connection, models)).drifts;
    expect(more).toEqual([]);
    expect(drift).toMatchObject({
      change: "changed",
      name: "column users.city",
      differences: [{ property: "notNull", known: "false", found: "true" }],
      patch: { refused: [] },
    });
    // A model that says the same has said it.
    expect(
      await found(connection, { tables: [table("users", [column("email", TEXT), column("city", TEXT)])] }),
    ).toEqual([]);
    expect(await patchDrift(connection, models, { objects: ["column users.city"] })).toMatchObject({ success: true });
    await connection.run("INSERT INTO users (email) VALUES ('b@example.org')");
    expect(await found(connection)).toEqual([]);
  });

  it("that gives a known column another name is told as a question, and named back with its values", async () => {
    const connection = await evolved();
    await connection.run("ALTER TABLE users RENAME COLUMN city TO town");
    const { questions } = await findDrift(connection, { tables: [] });
    expect(questions).toMatchObject([{ rename: { from: "column users.town", to: "city" } }]);
    const renames = { "column users.town": "city" };
    expect(await patchDrift(connection, { tables: [] }, { renames })).toMatchObject({ success: true });
    const { rows } = await connection.query("SELECT city FROM users");
    expect(rows).toEqual([{ city: "Rome" }]);
    expect(await found(connection, { tables: [] })).toEqual([]);
  });

  it("is ignored with a reason, listed, and taken back", async () => {
    const connection = await evolved();
    await connection.run("CREATE INDEX users_city ON users (city)");
    await settleDrift(connection, models, { ignore: "index users_city", reason: "kept for reports" });
    expect(await findDrift(connection, models)).toMatchObject({
      drifts: [],
      ignored: [{ name: "index users_city", reason: "kept for reports" }],
    });
    // Something else under the same name is not what was ignored.
    await connection.run("DROP INDEX users_city");
    await connection.run("CREATE INDEX users_city ON users (city, email)");
    expect((await findDrift(connection, models)).drifts).toMatchObject([{ ignoredBefore: "kept for reports" }]);
    await settleDrift(connection, models, { ignore: ["index users_city"], reason: "still" });
    expect(await found(connection)).toEqual([]);
    await settleDrift(connection, models, { forget: "index users_city" });
    expect(await found(connection)).toEqual(["added index users_city"]);
    await expect(settleDrift(connection, models, { forget: "index users_city" })).rejects.toMatchObject({
      code: "MIGRATION.UNKNOWN_DRIFT",
    });
  });

  it("is adopted as it is, and is drift again when it goes", async () => {
    const connection = await evolved();
    await connection.run("CREATE VIEW cities AS SELECT city FROM users");
    await connection.run("ALTER TABLE users DROP COLUMN email");
    await settleDrift(connection, { tables: [] }, { adopt: ["view cities", "column users.email"] });
    expect(await found(connection, { tables: [] })).toEqual([]);
    await connection.run("DROP VIEW cities");
    expect(await found(connection, { tables: [] })).toEqual(["missing view cities"]);
    expect(await patchDrift(connection, { tables: [] })).toMatchObject({ success: true });
    expect((await connection.query("SELECT city FROM cities")).rows).toHaveLength(1);
    await expect(settleDrift(connection, models, { adopt: "view citties" })).rejects.toMatchObject({
      code: "MIGRATION.UNKNOWN_DRIFT",
    });
  });

  it("does not become known by a migration that merely finds it", async () => {
    const connection = await evolved();
    await connection.run("CREATE INDEX users_city ON users (city)");
    const more = { tables: [table("users", [column("email", TEXT), nullable("city", TEXT), nullable("age", TEXT)])] };
    await migrateModels(connection, more, { autoConfirm: true });
    expect(await found(connection, more)).toEqual(["added index users_city"]);
    await settleDrift(connection, more, { adopt: "index users_city" });
    await migrateModels(
      connection,
      { tables: [...more.tables, table("notes", [nullable("text", TEXT)])] },
      { autoConfirm: true },
    );
    expect(await found(connection, more)).toEqual([]);
  });

  it("moves with the table that a migration renames", async () => {
    const connection = await evolved();
    await connection.run("CREATE INDEX users_city ON users (city)");
    await connection.run("ALTER TABLE users ADD COLUMN nick TEXT");
    const people = { tables: [{ ...users, name: "people" }] };
    await migrateModels(connection, { ...people, hints: [{ table: "people", from: "users" }] }, { autoConfirm: true });
    expect(await found(connection, people)).toEqual(["added column people.nick", "added index users_city"]);
  });

  it("is not what models ask for or have given up, whoever did it", async () => {
    const connection = await evolved();
    await connection.run("ALTER TABLE users ADD COLUMN nick TEXT");
    await connection.run("ALTER TABLE users DROP COLUMN city");
    expect(
      await found(connection, { tables: [table("users", [column("email", TEXT), nullable("nick", TEXT)])] }),
    ).toEqual([]);
    expect(await found(connection)).toEqual(["added column users.nick", "missing column users.city"]);
    // A model that asks for something else under that name does not know it.
    const other = { kind: "timestamp" } as const;
    expect(
      await found(connection, { tables: [table("users", [column("email", TEXT), nullable("nick", other)])] }),
    ).toEqual(["added column users.nick"]);
  });

  it("is said to have happened between two snapshots", async () => {
    const connection = await evolved();
    const states = new SchemaStateManager(connection);
    await states.createSchemaSnapshot({ description: "before" });
    await connection.run("ALTER TABLE users ADD COLUMN nick TEXT");
    await states.createSchemaSnapshot({ description: "after" });
    const [drift] = (await findDrift(connection, models)).drifts;
    const facts = drift?.evidence.map(({ fact, value }) => `${fact.replace(/ of \d.*/, "")}: ${value}`);
    expect(facts).toEqual(
      expect.arrayContaining(['it was so in the snapshot "before": false', 'it was so in the snapshot "after": true']),
    );
  });

  it("of a database without history is what models do not know; it is compared with the last snapshot if there is one", async () => {
    const connection = connect(await freshUrl());
    connections.push(connection);
    expect(await found(connection, { tables: [] })).toEqual([]);
    await connection.run("CREATE TABLE notes (id INTEGER PRIMARY KEY)");
    expect(await found(connection, { tables: [] })).toEqual(["added table notes"]);
    await new SchemaStateManager(connection).createSchemaSnapshot({ description: "agreed" });
    expect(await found(connection, { tables: [] })).toEqual([]);
    await connection.run("DROP TABLE notes");
    expect(await found(connection, { tables: [] })).toEqual(["missing table notes"]);
  });

  it("is only read", async () => {
    const url = await freshUrl();
    const connection = await evolved(url);
    await connection.run("CREATE TABLE extra (id INTEGER PRIMARY KEY)");
    const state = async (): Promise<unknown> => {
      if (name === "postgres") {
        const { rows } = await connection.query("SELECT pg_current_wal_insert_lsn()::text AS at");
        return rows[0]?.at;
      }
      const path = url.replace(/^sqlite:\/\/\//, "");
      const parts = [path, `${path}-wal`].map((file) => (existsSync(file) ? readFileSync(file) : Buffer.alloc(0)));
      return createHash("sha256").update(Buffer.concat(parts)).digest("hex");
    };
    await found(connection);
    const { rows } = await connection.query("SELECT count(*) AS n FROM users");
    expect(rows).toHaveLength(1);
    const before = await state();
    await findDrift(connection, models);
    await patchDrift(connection, models, { dryRun: true });
    // Other databases of the same server may write to the log, so only a quiet one tells.
    if (name === "sqlite") expect(await state()).toBe(before);
    expect(await found(connection)).toEqual(["added table extra"]);
  });

  it("refuses answers that mean nothing", async () => {
    const connection = await evolved();
    await connection.run("CREATE TABLE extra (id INTEGER PRIMARY KEY)");
    const wrong = [
      {},
      { ignore: "table extra" },
      { adopt: "table extra", reason: "x" },
      { ignore: "table extra", reason: " " },
    ];
    for (const answer of wrong) {
      // A program without types may say anything.
      await expect(settleDrift(connection, models, answer as { adopt: string })).rejects.toMatchObject({
        code: "MIGRATION.INVALID_OPTION",
      });
    }
    await expect(patchDrift(connection, models, { alow: [] } as object)).rejects.toMatchObject({
      code: "MIGRATION.UNKNOWN_OPTION",
    });
  });
});
