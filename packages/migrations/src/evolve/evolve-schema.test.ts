import { createHash } from "node:crypto";
import { existsSync, readFileSync } from "node:fs";
import type { Column, Table } from "@dataflow/core";
import { type Connection, introspect } from "@dataflow/database";
import { databases } from "@dataflow-tooling/vitest";
import { gate } from "@dataflow-tooling/vitest/faults";
import { describe, expect, it } from "vitest";
import { column, fiveTables, INTEGER, nullable, reference, referring, TEXT, table } from "../example-tables.fixture.ts";
import { listeningTo } from "../listening-connection.fixture.ts";
import { withMigrationLock } from "../lock/with-migration-lock.ts";
import { failureOf, open } from "../test-connections.fixture.ts";
import { verifySchema } from "../verify-schema.ts";
import { evolveSchema } from "./evolve-schema.ts";

async function names(connection: Connection): Promise<readonly string[]> {
  const { tables } = await introspect(connection);
  return tables.map(({ name }) => name).sort();
}

/** The content of the file behind a URL, with what is still in its log. */
function fileHash(url: string): string {
  const path = url.replace(/^sqlite:\/\/\//, "");
  const parts = [path, `${path}-wal`].map((file) => (existsSync(file) ? readFileSync(file) : Buffer.alloc(0)));
  return createHash("sha256").update(Buffer.concat(parts)).digest("hex");
}

function status(...values: readonly string[]): readonly Column[] {
  return [column("status", { kind: "enum", values }, { kind: "literal", value: values[0] ?? "" })];
}

const users = table("users", [column("email", TEXT), nullable("age", INTEGER)]);

describe.each(databases)("$name", ({ name, freshUrl }) => {
  it("creates what is missing, once, and then finds nothing to do", async () => {
    const connection = open(await freshUrl());
    const first = await evolveSchema(connection, fiveTables);
    expect(first.created.toSorted()).toEqual(fiveTables.tables.map((one) => one.name).sort());
    expect(first).toMatchObject({ isNew: true, pending: [], outdated: [] });
    const texts: string[] = [];
    const again = await evolveSchema(listeningTo(connection, texts), fiveTables);
    expect(again).toEqual({ isNew: false, created: [], steps: [], pending: [], outdated: [] });
    expect(texts).toHaveLength(1);
    expect(await verifySchema(connection, fiveTables)).toEqual([]);
  });

  it("knows models again that are longer than a key of an index may be", async () => {
    const connection = open(await freshUrl());
    // Names that no server can make shorter.
    const nameOf = (index: number) => `c${createHash("sha256").update(String(index)).digest("hex").slice(0, 40)}`;
    const columns = Array.from({ length: 300 }, (_, index) => nullable(nameOf(index), TEXT));
    const wanted = { tables: [table("wide", columns)] };
    expect((await evolveSchema(connection, wanted)).isNew).toBe(true);
    expect((await evolveSchema(connection, wanted)).isNew).toBe(false);
    const fewer = { tables: [table("wide", columns.slice(1))] };
    expect((await evolveSchema(connection, fewer)).isNew).toBe(true);
  });

  it("creates only the tables that are missing, with references to those that are there", async () => {
    const connection = open(await freshUrl());
    await evolveSchema(connection, { tables: [users] });
    const wanted = { tables: [referring("orders", "users")] };
    expect((await evolveSchema(connection, wanted)).created).toEqual(["orders"]);
  });

  it("makes references that hold, in cycles and to the table itself", async () => {
    const connection = open(await freshUrl());
    await evolveSchema(connection, { tables: [referring("a", "b", "a"), referring("b", "a")] });
    await connection.run("INSERT INTO a (id) VALUES (1)");
    await connection.run("INSERT INTO b (id, a_id) VALUES (1, 1)");
    for (const sql of [
      "INSERT INTO a (id, b_id) VALUES (2, 7)",
      "INSERT INTO a (id, a_id) VALUES (2, 7)",
      "INSERT INTO b (id, a_id) VALUES (2, 7)",
    ])
      expect((await failureOf(() => connection.run(sql))).code).toBe("DATABASE.FOREIGN_KEY_VIOLATION");
  });

  it("keeps an enum to its values and counts ids by itself", async () => {
    const connection = open(await freshUrl());
    const orders = table("orders", [column("status", { kind: "enum", values: ["it's", "b"] })]);
    await evolveSchema(connection, { tables: [orders] });
    await connection.run("INSERT INTO orders (status) VALUES ('it''s')");
    expect((await failureOf(() => connection.run("INSERT INTO orders (status) VALUES ('x')"))).code).toBe(
      "DATABASE.CHECK_VIOLATION",
    );
    await connection.run("DELETE FROM orders");
    await connection.run("INSERT INTO orders (status) VALUES ('b')");
    // A number is never given twice, not even that of a row that is gone.
    const { rows } = await connection.execute({ text: "SELECT id FROM orders" }, []);
    expect(Number(rows[0]?.[0])).toBeGreaterThan(1);
  });

  it("verify lists everything that is missing and writes nothing", async () => {
    const url = await freshUrl();
    const connection = open(url);
    await evolveSchema(connection, { tables: [table("users", [column("email", INTEGER)])] });
    const before = name === "sqlite" ? fileHash(url) : "";
    const texts: string[] = [];
    const error = await failureOf(() =>
      verifySchema(listeningTo(connection, texts), { tables: [users, table("teams")] }),
    );
    expect(error.code).toBe("MIGRATION.SCHEMA_MISMATCH");
    expect(error.message).toContain('the table "teams" is missing');
    expect(error.message).toContain('lacks the column "age" (integer)');
    expect(error.message).toContain('the column "users.email" is integer, and the model declares text');
    expect(error.meta.tables).toEqual(["users", "teams"]);
    expect(texts.length).toBeGreaterThan(0);
    for (const text of texts) expect(text.trim()).toMatch(/^(SELECT|WITH|PRAGMA|SHOW)\b/i);
    if (name === "sqlite") expect(fileHash(url)).toBe(before);
    expect(await names(connection)).toEqual(["users"]);
  });

  it("adds what existing tables lack, and widens what is too narrow", async () => {
    const connection = open(await freshUrl());
    const narrow = table("users", [column("email", { kind: "text", length: 9 }), column("n", INTEGER)]);
    await evolveSchema(connection, { tables: [narrow] });
    await connection.run("INSERT INTO users (email, n) VALUES ('a', 1), ('b', 2)");
    const wide = table(
      "users",
      [column("email", TEXT), column("n", { kind: "bigint" }), nullable("age", INTEGER), ...status("new", "old")],
      {
        uniques: [{ name: "users_email_key", columns: ["email"] }],
        indexes: [{ name: "users_age_idx", columns: [{ name: "age", direction: "asc" }], unique: false }],
      },
    );
    const wanted = { tables: [wide, referring("orders", "users")] };
    const { created, pending, outdated } = await evolveSchema(connection, wanted);
    expect({ created, pending, outdated }).toEqual({ created: ["orders"], pending: [], outdated: [] });
    expect(await verifySchema(connection, wanted)).toEqual([]);
    const { rows } = await connection.query("SELECT email, n, age, status FROM users ORDER BY id");
    expect(rows).toEqual([
      { email: "a", n: 1, age: null, status: "new" },
      { email: "b", n: 2, age: null, status: "new" },
    ]);
  });

  it("drops nothing, narrows nothing, and says so", async () => {
    const connection = open(await freshUrl());
    const before = table("users", [column("email", TEXT), column("total", { kind: "bigint" }), column("note", TEXT)]);
    await evolveSchema(connection, { tables: [before, table("teams")] });
    await connection.run("INSERT INTO users (email, total, note) VALUES ('a', 5, 'x')");
    const after = { tables: [table("users", [column("email", TEXT), column("total", INTEGER)])] };
    const { steps, pending, outdated } = await evolveSchema(connection, after);
    // Rows of the new version have no note, so the column must not ask for one.
    expect(steps).toHaveLength(1);
    expect(outdated).toEqual([]);
    expect(pending.join("\n")).toContain('allow: ["drop column users.note"]');
    expect(pending.join("\n")).toContain("teams");
    await connection.run("INSERT INTO users (email, total) VALUES ('b', 6)");
    const { rows } = await connection.query("SELECT email, note FROM users ORDER BY id");
    expect(rows).toEqual([
      { email: "a", note: "x" },
      { email: "b", note: null },
    ]);
  });

  it("leaves alone what may have been renamed, and says both readings", async () => {
    const connection = open(await freshUrl());
    await evolveSchema(connection, { tables: [table("users", [column("name", TEXT)])] });
    await connection.run("INSERT INTO users (name) VALUES ('Ann')");
    const wanted = { tables: [table("users", [column("full_name", TEXT)])] };
    const { pending, outdated } = await evolveSchema(connection, wanted);
    expect(pending.join("\n")).toMatch(/users\.name was renamed to users\.full_name/);
    expect(outdated).toMatchObject([{ table: "users" }]);
    expect(outdated[0]?.problems.join("\n")).toContain('lacks the column "full_name"');
    const hints = [{ table: "users", column: "full_name", from: "name" }];
    expect(await evolveSchema(connection, wanted, { hints })).toMatchObject({ pending: [], outdated: [] });
    expect((await connection.query("SELECT full_name FROM users")).rows).toEqual([{ full_name: "Ann" }]);
    // The hint may stay where it is.
    expect(await evolveSchema(connection, { tables: [...wanted.tables, table("more")] }, { hints })).toMatchObject({
      created: ["more"],
      pending: [],
    });
  });

  it("follows a table to its new name", async () => {
    const connection = open(await freshUrl());
    await evolveSchema(connection, { tables: [users, referring("orders", "users")] });
    await connection.run("INSERT INTO users (email) VALUES ('a'); INSERT INTO orders (users_id) VALUES (1)");
    const people = { ...users, name: "people" };
    const orders = table("orders", [nullable("users_id", INTEGER)], {
      foreignKeys: [reference("orders", "users_id", "people")],
    });
    const ids = table("orders", [nullable("users_id", INTEGER)]);
    const asked = await evolveSchema(connection, { tables: [people, ids] });
    expect(asked.outdated).toMatchObject([{ table: "people" }]);
    const hints = [{ table: "people", from: "users" }];
    const { pending, outdated } = await evolveSchema(connection, { tables: [people, orders] }, { hints });
    expect({ pending, outdated }).toEqual({ pending: [], outdated: [] });
    expect((await connection.query("SELECT email FROM people")).rows).toEqual([{ email: "a" }]);
  });

  it("leaves a constraint out that the rows do not allow, and does everything else", async () => {
    const connection = open(await freshUrl());
    await evolveSchema(connection, { tables: [table("users", [column("email", TEXT), nullable("age", INTEGER)])] });
    await connection.run("INSERT INTO users (email) VALUES ('a'), ('a')");
    const wanted = table("users", [column("email", TEXT), column("age", INTEGER), nullable("city", TEXT)], {
      uniques: [{ name: "users_email_key", columns: ["email"] }],
    });
    const { pending, outdated } = await evolveSchema(connection, { tables: [wanted] });
    expect(outdated).toEqual([]);
    expect(pending.join("\n")).toMatch(/users_email_key/);
    expect(pending.join("\n")).toMatch(/users\.age/);
    expect((await connection.query("SELECT city FROM users")).rows).toHaveLength(2);
    // Nobody is asked twice by a start that finds the same.
    expect((await evolveSchema(connection, { tables: [wanted] })).isNew).toBe(false);
  });

  it("two versions may start in turn, again and again", async () => {
    const connection = open(await freshUrl());
    const one = { tables: [table("users", [column("email", TEXT), column("nick", TEXT)])] };
    const two = { tables: [table("users", [column("email", TEXT), nullable("age", INTEGER)])] };
    for (const wanted of [one, two, one, two]) expect((await evolveSchema(connection, wanted)).outdated).toEqual([]);
    await connection.run("INSERT INTO users (email, age) VALUES ('a', 1)");
    await connection.run("INSERT INTO users (email, nick) VALUES ('a', 'b')");
    const { pending } = await evolveSchema(connection, two).then(() =>
      evolveSchema(connection, { tables: [...two.tables, table("x")] }),
    );
    expect(pending.join()).toContain("drop column users.nick");
  });

  it("leaves nothing behind when a step fails", async () => {
    const connection = open(await freshUrl());
    const index = { name: "taken_idx", columns: [{ name: "id", direction: "asc" }], unique: false } as const;
    await evolveSchema(connection, { tables: [table("other")] });
    await connection.run("CREATE VIEW taken_idx AS SELECT id FROM other");
    const wanted = { tables: [table("first"), table("second", [], { indexes: [index] })] };
    const error = await failureOf(() => evolveSchema(connection, wanted));
    expect(error.code).toBe("MIGRATION.STEP_FAILED");
    expect(error.meta.step).toBe("createIndex taken_idx");
    expect(await names(connection)).toEqual(["other"]);
  });

  it("refuses an index of a name that another table's has", async () => {
    const connection = open(await freshUrl());
    const index = { name: "taken_idx", columns: [{ name: "id", direction: "asc" }], unique: false } as const;
    await evolveSchema(connection, { tables: [table("other", [], { indexes: [index] })] });
    const error = await failureOf(() =>
      evolveSchema(connection, { tables: [table("second", [], { indexes: [index] })] }),
    );
    expect(error.code).toBe("MIGRATION.INVALID_SCHEMA");
    expect(error.message).toContain("index taken_idx");
    expect(await names(connection)).toEqual(["other"]);
  });

  it("refuses to create inside a transaction of the caller, and looks there all the same", async () => {
    const connection = open(await freshUrl());
    const inside = () => connection.transaction(() => evolveSchema(connection, { tables: [users] }));
    expect((await failureOf(() => inside())).code).toBe("MIGRATION.INSIDE_TRANSACTION");
    await evolveSchema(connection, { tables: [users] });
    expect(await inside()).toMatchObject({ isNew: false, created: [] });
  });

  it("waits for the one who changes the schema, and gives up in time", async () => {
    const url = await freshUrl();
    const [holder, waiter] = [open(url), open(url, { busyTimeoutMs: 50 })];
    await waiter.ping();
    const request = { lockScope: "schema_modification", operationDescription: "another migration" } as const;
    const [held, release] = [gate(), gate()];
    const body = () => {
      held.open();
      return release.opened;
    };
    const holding = withMigrationLock(holder, request, body);
    await held.opened;
    const hasty = evolveSchema(waiter, { tables: [users] }, { waitMs: 200 });
    const error = await failureOf(() => hasty).finally(release.open);
    expect(error).toMatchObject({ code: "MIGRATION.LOCK_TIMEOUT", isRetryable: true });
    await holding;
    expect((await evolveSchema(waiter, { tables: [users] })).created).toEqual(["users"]);
  });

  it("many calls at once in one process create once", async () => {
    const connection = open(await freshUrl());
    const results = await Promise.all(Array.from({ length: 10 }, () => evolveSchema(connection, fiveTables)));
    expect(results.map(({ created }) => created.length).sort()).toEqual([0, 0, 0, 0, 0, 0, 0, 0, 0, 5]);
  });

  it("refuses options that it does not have or that cannot be", async () => {
    const connection = open(await freshUrl());
    const code = async (options: object) =>
      (await failureOf(() => evolveSchema(connection, { tables: [] }, options))).code;
    const error = await failureOf(() => evolveSchema(connection, { tables: [] }, Object.assign({ waitMS: 5 })));
    expect(error).toMatchObject({ code: "MIGRATION.UNKNOWN_OPTION", fix: 'did you mean "waitMs"?' });
    expect(await code({ waitMs: -1 })).toBe("MIGRATION.INVALID_OPTION");
    expect(await code({ waitMs: Number.NaN })).toBe("MIGRATION.INVALID_OPTION");
    expect(await code({ lockTimeoutMs: 0 })).toBe("MIGRATION.INVALID_OPTION");
  });

  it("refuses a declaration that cannot be created and creates nothing", async () => {
    const connection = open(await freshUrl());
    const bad: Table = table("orders", [nullable("user_id", INTEGER)], {
      foreignKeys: [reference("orders", "user_id", "userz")],
    });
    const error = await failureOf(() => evolveSchema(connection, { tables: [users, bad] }));
    expect(error.code).toBe("MIGRATION.INVALID_SCHEMA");
    expect(error.diagnostics.map(({ fix }) => fix)).toEqual(['did you mean "users"?']);
    expect(await names(connection)).toEqual([]);
  });
});
