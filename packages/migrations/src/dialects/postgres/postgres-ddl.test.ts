import { type Connection, connect } from "@dataflow/database";
import { databases } from "@dataflow-tooling/vitest";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { ensureSchema } from "../../ensure-schema.ts";
import { column, INTEGER, nullable, reference, TEXT, table } from "../../example-tables.fixture.ts";
import { gate } from "../../gate.fixture.ts";
import { listeningTo } from "../../listening-connection.fixture.ts";

const create = { mode: "create" } as const;

describe("what only PostgreSQL has", () => {
  let connection: Connection;
  beforeAll(async () => {
    const database = databases.find(({ name }) => name === "postgres");
    connection = connect((await database?.freshUrl()) ?? "");
  });
  afterAll(() => connection.close());

  async function explained(sql: string): Promise<string> {
    return connection.transaction(async () => {
      await connection.run("SET LOCAL enable_seqscan = off; SET LOCAL enable_sort = off");
      const { rows } = await connection.execute({ text: `EXPLAIN (COSTS OFF) ${sql}` }, []);
      return rows.map(([line]) => line).join("\n");
    });
  }

  it("a database schema is created when it is not there, and used when it is", async () => {
    const inSchema = { schema: `o'x "y"` };
    const users = table("users", [], inSchema);
    const orders = table("orders", [nullable("user_id", INTEGER)], {
      ...inSchema,
      foreignKeys: [reference("orders", "user_id", "users")],
    });
    expect((await ensureSchema(connection, { tables: [users] }, create)).created).toEqual([`o'x "y".users`]);
    expect((await ensureSchema(connection, { tables: [orders, users] }, create)).created).toEqual([`o'x "y".orders`]);
    expect(await ensureSchema(connection, { tables: [users, orders] }, { mode: "verify" })).toEqual({
      created: [],
      differences: [],
    });
  });

  it("a table of the same name in another schema is another table", async () => {
    await ensureSchema(connection, { tables: [table("twins", [], { schema: "left" })] }, create);
    expect((await ensureSchema(connection, { tables: [table("twins")] }, create)).created).toEqual(["twins"]);
  });

  it("an index serves the order that queries ask for, of texts and of columns that may be NULL", async () => {
    const people = table("people", [column("name", TEXT), nullable("age", INTEGER)], {
      indexes: [
        { name: "people_name_idx", columns: [{ name: "name", direction: "asc" }], unique: false },
        { name: "people_age_idx", columns: [{ name: "age", direction: "desc" }], unique: false },
      ],
    });
    await ensureSchema(connection, { tables: [people] }, create);
    expect(await explained(`SELECT * FROM people ORDER BY name COLLATE "C"`)).toContain("people_name_idx");
    expect(await explained("SELECT * FROM people WHERE name LIKE 'Al%'")).toContain("Index Cond");
    expect(await explained("SELECT * FROM people ORDER BY age DESC NULLS LAST")).toMatch(/people_age_idx/);
    expect(await explained("SELECT * FROM people ORDER BY age ASC NULLS FIRST")).toMatch(
      /Backward using people_age_idx/,
    );
  });

  it("does not wait in line behind a long transaction on a referenced table", async () => {
    await ensureSchema(connection, { tables: [table("busy")] }, create);
    const [held, release] = [gate(), gate()];
    const holding = connection.transaction(async () => {
      await connection.run("LOCK TABLE busy IN ROW EXCLUSIVE MODE");
      held.open();
      await release.opened;
    });
    await held.opened;
    const wanted = {
      tables: [table("late", [nullable("busy_id", INTEGER)], { foreignKeys: [reference("late", "busy_id", "busy")] })],
    };
    const texts: string[] = [];
    const hasty = { mode: "create", lockTimeoutMs: 20, waitMs: 1500 } as const;
    await expect(ensureSchema(listeningTo(connection, texts), wanted, hasty)).rejects.toMatchObject({
      code: "MIGRATION.LOCK_TIMEOUT",
    });
    // It let the others pass again and again, instead of standing in their way for one long wait.
    expect(texts.filter((text) => text.startsWith("CREATE TABLE")).length).toBeGreaterThan(1);
    release.open();
    await holding;
    expect((await ensureSchema(connection, wanted, create)).created).toEqual(["late"]);
  });
});
