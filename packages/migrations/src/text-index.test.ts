import type { Table } from "@dataflow/core";
import { type Connection, connect, introspect } from "@dataflow/database";
import { compileStatement, parseFilter, type QueryTable, queryTable } from "@dataflow/query";
import { databases } from "@dataflow-tooling/vitest";
import { afterEach, describe, expect, it } from "vitest";
import { evolveSchema } from "./evolve/evolve-schema.ts";
import { migrateModels } from "./evolve/migrate-models.ts";
import { readCatalog } from "./introspect/read-catalog.ts";
import { validateSchema } from "./plan/plan-creation.ts";
import { verifySchema } from "./verify-schema.ts";

const notes: Table = {
  name: "my notes",
  columns: [
    { name: "key", type: { kind: "text" }, nullable: false },
    { name: "Titel", type: { kind: "text" }, nullable: true },
    { name: 'odd "name', type: { kind: "text", length: 100 }, nullable: false },
    { name: "size", type: { kind: "integer" }, nullable: true },
  ],
  primaryKey: { columns: ["key"] },
  uniques: [],
  foreignKeys: [],
  indexes: [],
  textIndex: { name: "my notes_text", columns: ['odd "name', "Titel"] },
};

let connection: Connection;
afterEach(() => connection.close());

async function find(search: string, table: QueryTable = queryTable(notes)): Promise<readonly unknown[]> {
  const where = parseFilter({ $text: { $search: search } }, table);
  const { plan, parameters } = compileStatement(
    { kind: "select", table, fields: ["key"], where, orderBy: [] },
    connection.dialect,
  );
  return (await connection.query(plan.text, parameters)).rows.map((row) => row.key).sort();
}

describe.each(databases)("a text index on $name", ({ name, freshUrl }) => {
  it("is created with its table, and found in place afterwards", async () => {
    connection = connect(await freshUrl());
    const wanted = {
      tables: [notes, { ...notes, name: "others", textIndex: { name: "others_text", columns: ["Titel"] } }],
    };
    const { created, pending } = await evolveSchema(connection, wanted);
    expect(created).toEqual(expect.arrayContaining(["my notes", "others"]));
    expect(pending).toEqual([]);
    expect(await verifySchema(connection, wanted)).toEqual([]);
    const { tables } = await introspect(connection);
    expect(tables.map(({ name: found, textIndex }) => [found, textIndex])).toEqual([
      ["my notes", notes.textIndex],
      ["others", { name: "others_text", columns: ["Titel"] }],
    ]);
  });

  it("is missed where a table lacks it, and told of where no model wants it", async () => {
    connection = connect(await freshUrl());
    const { textIndex: _, ...plain } = notes;
    await evolveSchema(connection, { tables: [plain] });
    await connection.run(`INSERT INTO "my notes" ("key", "Titel", "odd ""name") VALUES ('a', 'Good morning', 'x')`);
    await expect(verifySchema(connection, { tables: [notes] })).rejects.toThrow(
      /lacks the text index "my notes_text" over \(odd "name, Titel\)/,
    );
    // The rows that are there are found, too.
    expect(await evolveSchema(connection, { tables: [notes] })).toMatchObject({ pending: [], outdated: [] });
    expect(await find("morning")).toEqual(["a"]);
    const fewer = { ...notes, textIndex: { name: "my notes_text", columns: ["Titel"] } };
    expect(await evolveSchema(connection, { tables: [fewer] })).toMatchObject({ outdated: [] });
    expect(await find("good", queryTable(fewer))).toEqual(["a"]);
    expect(await find("x", queryTable(fewer))).toEqual([]);
    const swapped = { ...notes, textIndex: { name: "my notes_text", columns: ['odd "name'] } };
    expect(await evolveSchema(connection, { tables: [swapped] })).toMatchObject({ outdated: [] });
    expect(await find("good", queryTable(swapped))).toEqual([]);
    expect(await find("x", queryTable(swapped))).toEqual(["a"]);
    const other = { ...notes, name: "other" };
    await evolveSchema(connection, { tables: [{ ...other, textIndex: { name: "t", columns: ["Titel"] } }] });
    const { textIndex: __, ...unwanted } = other;
    const differences = await verifySchema(connection, { tables: [unwanted] });
    expect(differences.map(({ kind, severity }) => [kind, severity])).toEqual([["extraTextIndex", "info"]]);
  });

  it("goes when models have given it up and somebody allows it, at once or later", async () => {
    connection = connect(await freshUrl());
    const { textIndex: _, ...plain } = notes;
    const others = { ...notes, name: "others", textIndex: { name: "others_text", columns: ["Titel"] } };
    await evolveSchema(connection, { tables: [notes, others] });
    await connection.run(`INSERT INTO "my notes" ("key", "Titel", "odd ""name") VALUES ('a', 'Good morning', 'x')`);
    // A start drops nothing, and does not forget.
    await evolveSchema(connection, { tables: [plain, others] });
    expect(await find("morning")).toEqual(["a"]);
    const { refused } = (await migrateModels(connection, { tables: [plain, others] }, { dryRun: true })).preview;
    const allow = refused.flatMap((refusal) => refusal.allow ?? []);
    const { migrations } = await migrateModels(connection, { tables: [plain, others] }, { autoConfirm: true, allow });
    expect(migrations.length).toBeGreaterThan(0);
    const left = (await readCatalog(connection)).objects.filter(({ path }) => path.at(-1)?.startsWith("my notes_text"));
    expect(left.map(({ id }) => id)).toEqual([]);
    await connection.run(`INSERT INTO "my notes" ("key", "Titel", "odd ""name") VALUES ('b', 'Good evening', 'x')`);
    await connection.run(`INSERT INTO others ("key", "Titel", "odd ""name") VALUES ('c', 'Good night', 'x')`);
    expect(await find("night", queryTable(others))).toEqual(["c"]);
    expect((await migrateModels(connection, { tables: [plain, others] }, { dryRun: true })).migrations).toEqual([]);
  });

  it("is as its rows are, whoever changes them", async () => {
    connection = connect(await freshUrl());
    await evolveSchema(connection, { tables: [notes] });
    const values = Array.from(
      { length: 50 },
      (_, at) => `('k${at}', 'note ${at}', ${at % 2 === 0 ? "'even'" : "'odd'"})`,
    );
    await connection.run(`INSERT INTO "my notes" ("key", "Titel", "odd ""name") VALUES ${values.join(", ")}`);
    expect(await find('"note 7"')).toEqual(["k7"]);
    await connection.run(`UPDATE "my notes" SET "odd ""name" = 'seven ' || "key" WHERE "Titel" = 'note 7'`);
    await connection.run(`UPDATE "my notes" SET "key" = 'moved' WHERE "key" = 'k9'`);
    await connection.run(
      `INSERT INTO "my notes" VALUES ('k8', 'again', 'x', 1) ON CONFLICT ("key") DO UPDATE SET "Titel" = excluded."Titel"`,
    );
    await connection.run(`DELETE FROM "my notes" WHERE "key" LIKE 'k2%' OR "key" LIKE 'k3%'`);
    if (name === "sqlite") await connection.run("VACUUM");
    expect(await find("seven")).toEqual(["k7"]);
    expect(await find('"note 9"')).toEqual(["moved"]);
    expect(await find("8 again")).toEqual(["k8"]);
    expect(await find("22 33 44")).toEqual(["k44"]);
    expect(await find('"k7 note" "seven note"')).toEqual([]);
    await connection.run(`DELETE FROM "my notes"`);
    expect(await find("note odd even")).toEqual([]);
  });

  it("is only over texts, of a table with a key", () => {
    connection = connect("sqlite::memory:");
    const over = (columns: readonly string[]) => ({ ...notes, textIndex: { name: "i", columns } });
    expect(() => validateSchema({ tables: [] }, { tables: [over(["size"])] }, name)).toThrow(/"size" holds no text/);
    expect(() => validateSchema({ tables: [] }, { tables: [over(["titel"])] }, name)).toThrow(
      /names the column "titel"/,
    );
    expect(() => validateSchema({ tables: [] }, { tables: [over([])] }, name)).toThrow(/names no column/);
  });
});
