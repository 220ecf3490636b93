import { type Connection, connect } from "@dataflow/database";
import { databases } from "@dataflow-tooling/vitest";
import { gate } from "@dataflow-tooling/vitest/faults";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { evolveSchema } from "../../evolve/evolve-schema.ts";
import { column, INTEGER, nullable, reference, TEXT, table } from "../../example-tables.fixture.ts";
import { verifySchema } from "../../verify-schema.ts";

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
    expect((await evolveSchema(connection, { tables: [users] })).created).toEqual([`o'x "y".users`]);
    expect((await evolveSchema(connection, { tables: [orders, users] })).created).toEqual([`o'x "y".orders`]);
    expect(await verifySchema(connection, { tables: [users, orders] })).toEqual([]);
  });

  it("a table of the same name in another schema is another table", async () => {
    await evolveSchema(connection, { tables: [table("twins", [], { schema: "left" })] });
    expect((await evolveSchema(connection, { tables: [table("twins")] })).created).toEqual(["twins"]);
  });

  it("an index serves the order that queries ask for, of texts and of columns that may be NULL", async () => {
    const people = table("people", [column("name", TEXT), nullable("age", INTEGER)], {
      indexes: [
        { name: "people_name_idx", columns: [{ name: "name", direction: "asc" }], unique: false },
        { name: "people_age_idx", columns: [{ name: "age", direction: "desc" }], unique: false },
      ],
    });
    await evolveSchema(connection, { tables: [people] });
    expect(await explained(`SELECT * FROM people ORDER BY name COLLATE "C"`)).toContain("people_name_idx");
    expect(await explained("SELECT * FROM people WHERE name LIKE 'Al%'")).toContain("Index Cond");
    expect(await explained("SELECT * FROM people ORDER BY age DESC NULLS LAST")).toMatch(/people_age_idx/);
    expect(await explained("SELECT * FROM people ORDER BY age ASC NULLS FIRST")).toMatch(
      /Backward using people_age_idx/,
    );
  });

  it("does not wait in line behind a long transaction on a referenced table", async () => {
    await evolveSchema(connection, { tables: [table("busy")] });
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
    await expect(evolveSchema(connection, wanted, { lockTimeoutMs: 20, waitMs: 300 })).rejects.toMatchObject({
      code: "MIGRATION.STEP_FAILED",
      isRetryable: true,
    });
    release.open();
    await holding;
    expect((await evolveSchema(connection, wanted)).created).toEqual(["late"]);
  });
});
