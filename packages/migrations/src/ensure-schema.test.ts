import { createHash } from "node:crypto";
import { existsSync, readFileSync } from "node:fs";
import { type DataFlowError, isDataFlowError, type Table } from "@dataflow/core";
import { type Connection, connect, introspect } from "@dataflow/database";
import { databases } from "@dataflow-tooling/vitest";
import { afterEach, describe, expect, it } from "vitest";
import { ensureSchema } from "./ensure-schema.ts";
import { column, fiveTables, INTEGER, nullable, reference, referring, TEXT, table } from "./example-tables.fixture.ts";
import { gate } from "./gate.fixture.ts";
import { listeningTo } from "./listening-connection.fixture.ts";
import { withSchemaLock } from "./lock/with-schema-lock.ts";
import { applyPlan } from "./plan/apply-plan.ts";
import { planCreation } from "./plan/plan-creation.ts";

const connections: Connection[] = [];
afterEach(async () => {
  for (const connection of connections.splice(0)) await connection.close();
});

function open(url: string): Connection {
  const connection = connect(url);
  connections.push(connection);
  return connection;
}

async function failure(promise: Promise<unknown>): Promise<DataFlowError> {
  const error: unknown = await promise.then(
    () => undefined,
    (reason: unknown) => reason,
  );
  if (!isDataFlowError(error)) throw error ?? new Error("it did not fail");
  return error;
}

async function names(connection: Connection): Promise<readonly string[]> {
  return (await introspect(connection)).tables.map(({ name }) => name).sort();
}

/** The content of the file behind a URL, with what is still in its log. */
function fileHash(url: string): string {
  const path = url.replace(/^sqlite:\/\/\//, "");
  const parts = [path, `${path}-wal`].map((file) => (existsSync(file) ? readFileSync(file) : Buffer.alloc(0)));
  return createHash("sha256").update(Buffer.concat(parts)).digest("hex");
}

const users = table("users", [column("email", TEXT), nullable("age", INTEGER)]);
const create = { mode: "create" } as const;
const verify = { mode: "verify" } as const;

describe.each(databases)("$name", ({ name, freshUrl }) => {
  it("creates what is missing, once, and then finds nothing to do", async () => {
    const connection = open(await freshUrl());
    const first = await ensureSchema(connection, fiveTables, create);
    expect(first.created.toSorted()).toEqual(fiveTables.tables.map((one) => one.name).sort());
    expect(first.differences).toEqual([]);
    expect(await ensureSchema(connection, fiveTables, create)).toEqual({ created: [], differences: [] });
    expect(await ensureSchema(connection, fiveTables, verify)).toEqual({ created: [], differences: [] });
  });

  it("creates only the tables that are missing, with references to those that are there", async () => {
    const connection = open(await freshUrl());
    await ensureSchema(connection, { tables: [users] }, create);
    const wanted = { tables: [referring("orders", "users")] };
    expect((await ensureSchema(connection, wanted, create)).created).toEqual(["orders"]);
  });

  it("makes references that hold, in cycles and to the table itself", async () => {
    const connection = open(await freshUrl());
    await ensureSchema(connection, { tables: [referring("a", "b", "a"), referring("b", "a")] }, create);
    await connection.run("INSERT INTO a (id) VALUES (1)");
    await connection.run("INSERT INTO b (id, a_id) VALUES (1, 1)");
    for (const sql of [
      "INSERT INTO a (id, b_id) VALUES (2, 7)",
      "INSERT INTO a (id, a_id) VALUES (2, 7)",
      "INSERT INTO b (id, a_id) VALUES (2, 7)",
    ])
      expect((await failure(connection.run(sql))).code).toBe("DATABASE.FOREIGN_KEY_VIOLATION");
  });

  it("keeps an enum to its values and counts ids by itself", async () => {
    const connection = open(await freshUrl());
    const orders = table("orders", [column("status", { kind: "enum", values: ["it's", "b"] })]);
    await ensureSchema(connection, { tables: [orders] }, create);
    await connection.run("INSERT INTO orders (status) VALUES ('it''s')");
    expect((await failure(connection.run("INSERT INTO orders (status) VALUES ('x')"))).code).toBe(
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
    await ensureSchema(connection, { tables: [table("users", [column("email", INTEGER)])] }, create);
    const before = name === "sqlite" ? fileHash(url) : "";
    const texts: string[] = [];
    const error = await failure(
      ensureSchema(listeningTo(connection, texts), { tables: [users, table("teams")] }, verify),
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

  it("says which columns an existing table lacks, and creates nothing else either", async () => {
    const connection = open(await freshUrl());
    await ensureSchema(connection, { tables: [table("users")] }, create);
    const error = await failure(ensureSchema(connection, { tables: [table("teams"), users] }, create));
    expect(error.code).toBe("MIGRATION.TABLE_OUTDATED");
    expect(error.message).toContain('the table "users" lacks the column "email" (text)');
    expect(error.fix).toContain('"users.email", "users.age"');
    expect(await names(connection)).toEqual(["users"]);
  });

  it("does not cry wolf over a column that holds the same values under another name", async () => {
    const connection = open(await freshUrl());
    const given = [column("a", { kind: "bigint" }), column("b", { kind: "text", length: 9 }), nullable("c", INTEGER)];
    const wanted = [column("a", INTEGER), column("b", TEXT), column("c", { kind: "bigint" })];
    await ensureSchema(connection, { tables: [table("t", given)] }, create);
    const { created, differences } = await ensureSchema(connection, { tables: [table("t", wanted)] }, create);
    expect(created).toEqual([]);
    expect(differences.map(({ kind, severity }) => [kind, severity])).toEqual([
      ["columnType", "warning"],
      ["columnType", "warning"],
      ["columnType", "warning"],
      ["columnNullability", "warning"],
    ]);
  });

  it("leaves nothing behind when a step fails", async () => {
    const connection = open(await freshUrl());
    const index = { name: "taken_idx", columns: [{ name: "id", direction: "asc" }], unique: false } as const;
    await ensureSchema(connection, { tables: [table("other", [], { indexes: [index] })] }, create);
    const wanted = { tables: [table("first"), table("second", [], { indexes: [index] })] };
    const error = await failure(ensureSchema(connection, wanted, create));
    expect(error.code).toBe("MIGRATION.STEP_FAILED");
    expect(error.meta.step).toBe("createIndex taken_idx");
    expect(await names(connection)).toEqual(["other"]);
  });

  it("refuses to create inside a transaction of the caller, and looks there all the same", async () => {
    const connection = open(await freshUrl());
    const inside = () => connection.transaction(() => ensureSchema(connection, { tables: [users] }, create));
    expect((await failure(inside())).code).toBe("MIGRATION.INSIDE_TRANSACTION");
    await ensureSchema(connection, { tables: [users] }, create);
    expect(await inside()).toEqual({ created: [], differences: [] });
  });

  it("waits for the one who changes the schema, and gives up in time", async () => {
    const url = await freshUrl();
    const [holder, waiter] = [open(url), connect(url, { busyTimeoutMs: 50 })];
    connections.push(waiter);
    await waiter.ping();
    const patience = { waitMs: 1000, lockTimeoutMs: 1000 };
    const [held, release] = [gate(), gate()];
    const body = () => {
      held.open();
      return release.opened;
    };
    const holding = withSchemaLock(holder, body, patience);
    await held.opened;
    const hasty = ensureSchema(waiter, { tables: [users] }, { mode: "create", waitMs: 200 });
    const error = await failure(hasty).finally(release.open);
    expect(error).toMatchObject({ code: "MIGRATION.LOCK_TIMEOUT", isRetryable: true });
    await holding;
    expect((await ensureSchema(waiter, { tables: [users] }, create)).created).toEqual(["users"]);
  });

  it("many calls at once in one process create once", async () => {
    const connection = open(await freshUrl());
    const results = await Promise.all(Array.from({ length: 10 }, () => ensureSchema(connection, fiveTables, create)));
    expect(results.map(({ created }) => created.length).sort()).toEqual([0, 0, 0, 0, 0, 0, 0, 0, 0, 5]);
  });

  it("refuses options that it does not have or that cannot be", async () => {
    const connection = open(await freshUrl());
    const code = async (options: object) =>
      (await failure(ensureSchema(connection, { tables: [] }, { ...create, ...options }))).code;
    const error = await failure(ensureSchema(connection, { tables: [] }, Object.assign({ waitMS: 5 }, create)));
    expect(error).toMatchObject({ code: "MIGRATION.UNKNOWN_OPTION", fix: 'did you mean "waitMs"?' });
    expect(await code({ mode: "creat" })).toBe("MIGRATION.INVALID_OPTION");
    expect(await code({ waitMs: -1 })).toBe("MIGRATION.INVALID_OPTION");
    expect(await code({ waitMs: Number.NaN })).toBe("MIGRATION.INVALID_OPTION");
    expect(await code({ lockTimeoutMs: 0 })).toBe("MIGRATION.INVALID_OPTION");
  });

  it("applies a plan as it was made, and no other", async () => {
    const connection = open(await freshUrl());
    const plan = planCreation({ tables: [] }, { tables: [users] }, connection.dialect);
    const [step] = plan.steps;
    const changed = { ...plan, steps: [{ ...step, sql: "DROP TABLE x" }] } as unknown as typeof plan; // what a bad file could hold
    expect((await failure(applyPlan(connection, changed))).code).toBe("MIGRATION.PLAN_CHANGED");
    const other = planCreation({ tables: [] }, { tables: [] }, name === "sqlite" ? "postgres" : "sqlite");
    expect((await failure(applyPlan(connection, other))).code).toBe("MIGRATION.WRONG_DATABASE");
    await applyPlan(connection, JSON.parse(JSON.stringify(plan)));
    expect(await names(connection)).toEqual(["users"]);
  });

  it("refuses a declaration that cannot be created and creates nothing", async () => {
    const connection = open(await freshUrl());
    const bad: Table = table("orders", [nullable("user_id", INTEGER)], {
      foreignKeys: [reference("orders", "user_id", "userz")],
    });
    const error = await failure(ensureSchema(connection, { tables: [users, bad] }, create));
    expect(error.code).toBe("MIGRATION.INVALID_SCHEMA");
    expect(error.diagnostics.map(({ fix }) => fix)).toEqual(['did you mean "users"?']);
    expect(await names(connection)).toEqual([]);
  });
});
