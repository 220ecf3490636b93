import { databases } from "@dataflow-tooling/vitest";
import { describe, expect, it } from "vitest";
import { catalogFingerprint } from "../catalog/catalog-fingerprint.ts";
import { readCatalog } from "../introspect/read-catalog.ts";
import { type LiveLoad, type LiveWork, startLoad } from "../live-load.fixture.ts";
import { rollbackMigration } from "../rollback/rollback-migration.ts";
import { open } from "../test-connections.fixture.ts";
import { TableRenameAnalyzer } from "./table-rename-analyzer.ts";

const SET_UP = {
  postgres: [
    `CREATE TABLE accounts (id integer GENERATED ALWAYS AS IDENTITY PRIMARY KEY, number serial, email text NOT NULL UNIQUE,
       name text DEFAULT 'nobody', hits integer NOT NULL DEFAULT 0, length integer GENERATED ALWAYS AS (length(email)) STORED)`,
    "COMMENT ON TABLE accounts IS 'who'; COMMENT ON COLUMN accounts.name IS 'how they are called'",
    "CREATE TABLE orders (id integer GENERATED ALWAYS AS IDENTITY PRIMARY KEY, account integer REFERENCES accounts ON DELETE CASCADE)",
    "CREATE VIEW known AS SELECT id, name FROM accounts WHERE name <> 'nobody'",
  ],
  sqlite: [
    `CREATE TABLE accounts (id INTEGER PRIMARY KEY AUTOINCREMENT, email TEXT NOT NULL UNIQUE, name TEXT DEFAULT 'nobody',
       hits INTEGER NOT NULL DEFAULT 0, length INTEGER GENERATED ALWAYS AS (length(email)) VIRTUAL)`,
    "CREATE TABLE orders (id INTEGER PRIMARY KEY, account INTEGER REFERENCES accounts (id) ON DELETE CASCADE)",
    "CREATE VIEW known AS SELECT id, name FROM accounts WHERE name <> 'nobody'",
  ],
};

/** What code does that knows a table and a column by these names. */
function codeFor(dialect: "postgres" | "sqlite", table: string, name: string): readonly LiveWork[] {
  const common: readonly LiveWork[] = [
    async (connection, number) => {
      await connection.query(`INSERT INTO ${table} (email, ${name}) VALUES ('${number}@example.org', 'n${number}')`);
      const { rows } = await connection.query(
        `SELECT ${name} AS name, hits FROM ${table} WHERE email = '${number}@example.org'`,
      );
      expect(rows).toEqual([{ name: `n${number}`, hits: 0 }]);
      await connection.query(
        `UPDATE ${table} SET ${name} = 'changed', hits = hits + 1 WHERE email = '${number}@example.org'`,
      );
      const after = await connection.query(
        `SELECT ${name} AS name, hits, length FROM ${table} WHERE email = '${number}@example.org'`,
      );
      expect(after.rows).toEqual([{ name: "changed", hits: 1, length: String(number).length + 12 }]);
      await connection.query(`DELETE FROM ${table} WHERE email = '${number}@example.org'`);
      expect(
        (await connection.query(`SELECT 1 AS one FROM ${table} WHERE email = '${number}@example.org'`)).rows,
      ).toEqual([]);
    },
    async (connection, number) => {
      // What was left out gets its default, and stays.
      await connection.query(`INSERT INTO ${table} (email) VALUES ('kept ${number}')`);
      const { rows } = await connection.query(`SELECT ${name} AS name FROM ${table} WHERE email = 'kept ${number}'`);
      expect(rows).toEqual([{ name: "nobody" }]);
    },
    async (connection) => {
      await connection.query(`SELECT count(*) AS n, min(${name}) AS name FROM ${table}`);
      await connection.query("SELECT count(*) AS n FROM known");
    },
  ];
  if (dialect === "sqlite") return common;
  return [
    ...common,
    async (connection, number) => {
      const insert = {
        text: `INSERT INTO ${table} (email, ${name}) VALUES ($1, $2) RETURNING id, number, hits`,
        name: `insert ${table} ${name}`,
      };
      const { rows } = await connection.execute(insert, [`prepared ${number}`, "p"]);
      expect(rows).toEqual([[expect.stringMatching(/^\d+$/), expect.stringMatching(/^\d+$/), "0"]]);
      await connection.query(`INSERT INTO orders (account) VALUES (${rows[0]?.[0]})`);
      const upsert = `INSERT INTO ${table} (email, ${name}) VALUES ($1, 'again') ON CONFLICT (email) DO UPDATE SET ${name} = excluded.${name} RETURNING ${name} AS name`;
      expect((await connection.query(upsert, [`prepared ${number}`])).rows).toEqual([{ name: "again" }]);
      await connection.transaction(async () => {
        await connection.query(`SELECT ${name} FROM ${table} WHERE email = $1 FOR UPDATE`, [`prepared ${number}`]);
        await connection.query(`DELETE FROM ${table} WHERE email = $1`, [`prepared ${number}`]);
      });
    },
  ];
}

describe.each(databases)("code with the old name on $name", ({ name, freshUrl }) => {
  const sides = [
    { what: "a table", after: { table: "users", name: "name" } },
    { what: "a column", after: { table: "accounts", name: "full_name" } },
  ] as const;

  it.each(sides)("does not fail before, during and after the rename of $what", async ({ what, after }) => {
    const url = await freshUrl();
    const connection = open(url);
    for (const sql of SET_UP[name]) await connection.run(sql);
    const analyzer = new TableRenameAnalyzer(connection);
    const start = catalogFingerprint(await readCatalog(connection));
    const loads: LiveLoad[] = [];
    const begin = (table: string, column: string) => {
      const load = startLoad(() => open(url), codeFor(name, table, column));
      loads.push(load);
      return load;
    };
    try {
      const old = begin("accounts", "name");
      expect(await old.report()).toMatchObject({ failures: [] });
      const impact =
        what === "a table"
          ? await analyzer.analyzeRenameImpact({ currentName: "accounts", newName: "users" })
          : await analyzer.analyzeColumnRename({ table: "accounts", currentName: "name", newName: "full_name" });
      expect(impact).toMatchObject({ canRenameSafely: true, reasons: [] });
      const plan = await analyzer.createRenamePlan(impact);
      const { migrationId = "" } = await analyzer.executeCoordinatedRename(plan);
      expect(await old.report()).toMatchObject({ failures: [] });
      const fresh = begin(after.table, after.name);
      expect(await fresh.report()).toMatchObject({ failures: [] });
      expect(await old.report()).toMatchObject({ failures: [] });
      // Back, while the old code goes on, and there again.
      await fresh.stop();
      expect((await rollbackMigration(connection, migrationId)).success).toBe(true);
      expect(catalogFingerprint(await readCatalog(connection))).toBe(start);
      expect(await old.report()).toMatchObject({ failures: [] });
      await analyzer.executeCoordinatedRename(plan);
      expect(await old.stop()).toMatchObject({ failures: [] });
      const last = begin(after.table, after.name);
      expect(await last.report()).toMatchObject({ failures: [] });
      await analyzer.contractRename(plan, { confirmedUnused: true });
      const end = await last.stop();
      expect(end).toMatchObject({ failures: [] });
      const columns = Object.keys((await connection.query(`SELECT * FROM ${after.table} LIMIT 1`)).rows[0] ?? {});
      expect(columns).toContain(after.name);
      expect(columns).not.toContain(what === "a column" ? "name" : "full_name");
      const { objects } = await readCatalog(connection);
      expect(objects.filter(({ kind }) => kind === "view").map(({ path }) => path.at(-1))).toEqual(["known"]);
      const clean = startFrom(name, what);
      const other = open(await freshUrl());
      for (const sql of [...SET_UP[name], clean]) await other.run(sql);
      expect(catalogFingerprint(await readCatalog(connection))).toBe(catalogFingerprint(await readCatalog(other)));
    } finally {
      await Promise.all(loads.map((load) => load.stop()));
    }
  });
});

/** The same rename in one word. */
function startFrom(_dialect: string, what: string): string {
  return what === "a table"
    ? "ALTER TABLE accounts RENAME TO users"
    : "ALTER TABLE accounts RENAME COLUMN name TO full_name";
}
