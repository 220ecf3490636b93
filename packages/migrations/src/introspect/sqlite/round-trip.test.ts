import { type Connection, connect } from "@dataflow/database";
import { expect, it } from "vitest";
import { assertEvolves } from "../../plan/evolution/assert-evolves.fixture.ts";
import { readCatalog } from "../read-catalog.ts";
import { HARD_STATEMENTS, OTHER_STATEMENTS } from "./hard-schema.fixture.ts";

/** Rows that the one schema and the other take. */
const ROWS = `INSERT INTO parents VALUES (1, 'one'), (2, 'Two'); INSERT INTO children (id, x, y) VALUES (1, 1, 'one'), (5, NULL, NULL);
  INSERT INTO "quoted ""twice""" ("in brackets", "back\`ticks", single, hex) VALUES (9, 'long', 'a', 3); INSERT INTO computed (a) VALUES (1), (7);
  INSERT INTO strict_one (id, a, b) VALUES (1, 'a', 1.5), (2, '', NULL)`;

async function withDatabase(statements: readonly string[], body: (connection: Connection) => Promise<void>) {
  const connection = connect("sqlite::memory:");
  try {
    for (const sql of statements) await connection.run(sql);
    await body(connection);
  } finally {
    await connection.close();
  }
}

const SCHEMAS = { hard: HARD_STATEMENTS, other: OTHER_STATEMENTS, empty: [] } as const;

it.each([
  ["empty", "hard"],
  ["hard", "empty"],
  ["empty", "other"],
  ["other", "empty"],
  ["hard", "other"],
  ["other", "hard"],
] as const)("takes a database from %s to %s", async (from, to) => {
  await withDatabase(SCHEMAS[to], async (wanted) => {
    await withDatabase(SCHEMAS[from], async (connection) => {
      if (from !== "empty") await connection.run(ROWS);
      await assertEvolves(connection, await readCatalog(wanted));
      if (from === "empty" || to === "empty") return;
      const { rows: found } = await connection.query("SELECT title FROM words WHERE words MATCH 'two'");
      expect(found).toEqual(to === "hard" ? [{ title: "Two" }] : []);
      const { rows } = await connection.query("SELECT x FROM parents ORDER BY x");
      expect(rows).toEqual([{ x: 1 }, { x: 2 }]);
    });
  });
});

it("sees what every statement says, and nothing in what only looks like one", async () => {
  await withDatabase(HARD_STATEMENTS, async (connection) => {
    const { objects } = await readCatalog(connection);
    const kinds = new Map<string, number>();
    for (const { kind } of objects) kinds.set(kind, (kinds.get(kind) ?? 0) + 1);
    expect(Object.fromEntries(kinds)).toEqual({ column: 30, constraint: 17, index: 3, table: 10, trigger: 3, view: 2 });
    const columns = objects.flatMap(({ kind, path }) => (kind === "column" ? [path] : []));
    const { rows } =
      await connection.query(`SELECT l.name AS "table", c.name FROM pragma_table_list l, pragma_table_xinfo(l.name) c
      WHERE l.schema = 'main' AND l.type = 'table' AND l.name NOT LIKE 'sqlite_%'`);
    expect(columns.map(String).sort()).toEqual(rows.map((row) => `${String(row.table)},${String(row.name)}`).sort());
  });
});
