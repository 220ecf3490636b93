import type { Connection } from "@dataflow/database";
import { databases } from "@dataflow-tooling/vitest";
import { describe, expect, it } from "vitest";
import type { ApplyMigrationOptions } from "../apply/apply-options.ts";
import type { MigrationProgress } from "../apply/apply-progress.ts";
import { backupDialect } from "../dialects/backup-dialects.ts";
import { readBackups } from "../history/backup-record.ts";
import { readRecords } from "../history/migration-record.ts";
import type { PlanOptions } from "../plan/plan-options.ts";
import { codeOf, open } from "../test-connections.fixture.ts";
import { dropBackups } from "./drop-backups.ts";
import { catalogOf, migrate, stateOf } from "./rollback.fixture.ts";
import { rollbackMigration } from "./rollback-migration.ts";

interface Case {
  readonly from: string;
  readonly rows?: string;
  readonly to: string;
  readonly options?: PlanOptions;
}

const BOTH: Readonly<Record<string, Case>> = {
  "a new table": { from: "", to: "CREATE TABLE t (id INTEGER PRIMARY KEY)" },
  "a new column": {
    from: "CREATE TABLE t (id INTEGER PRIMARY KEY)",
    rows: "INSERT INTO t VALUES (1)",
    to: "CREATE TABLE t (id INTEGER PRIMARY KEY, a TEXT)",
  },
  "a dropped column with a key": {
    from: "CREATE TABLE t (id INTEGER PRIMARY KEY, a TEXT, b TEXT)",
    rows: "INSERT INTO t VALUES (1, 'x', 'y'), (2, NULL, 'z'), (3, '', '')",
    to: "CREATE TABLE t (id INTEGER PRIMARY KEY, b TEXT)",
  },
  "a dropped required column with a unique index, a check and a reference": {
    from: `CREATE TABLE p (id INTEGER PRIMARY KEY); CREATE TABLE t (id INTEGER PRIMARY KEY, a INTEGER NOT NULL REFERENCES p (id), CONSTRAINT positive CHECK (a > 0));
      CREATE UNIQUE INDEX t_a ON t (a)`,
    rows: "INSERT INTO p VALUES (1), (2); INSERT INTO t VALUES (1, 2), (2, 1)",
    to: "CREATE TABLE p (id INTEGER PRIMARY KEY); CREATE TABLE t (id INTEGER PRIMARY KEY)",
  },
  "dropped columns without a key, and equal rows": {
    from: "CREATE TABLE t (a TEXT, b TEXT, c INTEGER)",
    rows: "INSERT INTO t VALUES ('x', 'y', 1), ('x', 'z', 1), ('x', 'y', 1), (NULL, NULL, 2)",
    to: "CREATE TABLE t (a TEXT)",
  },
  "a dropped primary key column": {
    from: "CREATE TABLE t (id TEXT PRIMARY KEY NOT NULL, a TEXT)",
    rows: "INSERT INTO t VALUES ('1', 'x'), ('2', 'x'), ('3', NULL)",
    to: "CREATE TABLE t (a TEXT)",
  },
  "dropped tables that refer to each other": {
    from: "CREATE TABLE p (id INTEGER PRIMARY KEY, a TEXT); CREATE TABLE c (id INTEGER PRIMARY KEY, p INTEGER NOT NULL REFERENCES p (id) ON DELETE CASCADE); CREATE INDEX c_p ON c (p)",
    rows: "INSERT INTO p VALUES (1, 'x'), (2, NULL); INSERT INTO c VALUES (1, 1), (2, 1)",
    to: "",
  },
  "a narrowed column": {
    from: "CREATE TABLE t (id INTEGER PRIMARY KEY, a TEXT)",
    rows: "INSERT INTO t VALUES (1, '007'), (2, '8'), (3, NULL)",
    to: "CREATE TABLE t (id INTEGER PRIMARY KEY, a INTEGER)",
  },
  "a narrowed column without a key": {
    from: "CREATE TABLE t (b TEXT, a TEXT)",
    rows: "INSERT INTO t VALUES ('x', '007'), ('x', '7'), ('x', '07'), ('y', NULL)",
    to: "CREATE TABLE t (b TEXT, a INTEGER)",
  },
  "renames with a drop": {
    from: `CREATE TABLE users (id INTEGER PRIMARY KEY, name TEXT, "Mixed ""x""" TEXT, c TEXT)`,
    rows: "INSERT INTO users VALUES (1, 'a', 'b', 'c'), (2, 'd', 'e', 'f')",
    to: "CREATE TABLE people (number INTEGER PRIMARY KEY, title TEXT)",
  },
  "constraints and indexes": {
    from: "CREATE TABLE t (id INTEGER PRIMARY KEY, a INTEGER NOT NULL, b INTEGER UNIQUE)",
    rows: "INSERT INTO t VALUES (1, 1, 1), (2, 2, NULL)",
    to: "CREATE TABLE t (id INTEGER PRIMARY KEY, a INTEGER DEFAULT 5, b INTEGER, CONSTRAINT c CHECK (a < 100)); CREATE INDEX i ON t (b)",
  },
  "views and triggers on what goes": {
    from: "CREATE TABLE t (id INTEGER PRIMARY KEY, a TEXT, b TEXT); CREATE VIEW v AS SELECT id, a FROM t",
    rows: "INSERT INTO t VALUES (1, 'x', 'y')",
    to: "CREATE TABLE t (id INTEGER PRIMARY KEY, b TEXT)",
  },
};

const OWN: Readonly<Record<string, Readonly<Record<string, Case>>>> = {
  sqlite: {
    "a counting table, a trigger, and types that nobody declared": {
      from: `CREATE TABLE t (id INTEGER PRIMARY KEY AUTOINCREMENT, a, r REAL, bin BLOB); CREATE TABLE log (x);
        CREATE TRIGGER g AFTER UPDATE ON t BEGIN INSERT INTO log VALUES (new.id); END; CREATE TRIGGER h AFTER INSERT ON t BEGIN INSERT INTO log VALUES (new.id); END`,
      rows: "INSERT INTO t (a, r, bin) VALUES (1, 1, x'00ff'), ('1', 2.5, NULL), (1.0, 1e300, ''), (char(65, 0, 66), NULL, x''); DELETE FROM t WHERE id = 4",
      to: "CREATE TABLE log (x)",
    },
    "a column below a trigger": {
      from: "CREATE TABLE t (id INTEGER PRIMARY KEY, a, b); CREATE TABLE log (x); CREATE TRIGGER g AFTER UPDATE ON t BEGIN INSERT INTO log VALUES (new.a); END",
      rows: "INSERT INTO t VALUES (1, 'x', 1), (2, 1.5, 2)",
      to: "CREATE TABLE t (id INTEGER PRIMARY KEY, b); CREATE TABLE log (x)",
    },
    "strict tables and tables without row numbers": {
      from: "CREATE TABLE t (a TEXT PRIMARY KEY, b INTEGER, c TEXT) WITHOUT ROWID; CREATE TABLE s (id INTEGER PRIMARY KEY, x ANY, y TEXT) STRICT",
      rows: "INSERT INTO t VALUES ('x', 1, '2'); INSERT INTO s VALUES (1, 'x', 'y'), (2, 2.0, 'z')",
      to: "CREATE TABLE t (a TEXT PRIMARY KEY, c INTEGER); CREATE TABLE s (id INTEGER PRIMARY KEY, y TEXT) STRICT",
    },
  },
  postgres: {
    "everything with a type, in columns": {
      from: `CREATE TYPE mood AS ENUM ('happy', 'it''s'); CREATE TYPE pair AS (a int, b text); CREATE DOMAIN small AS int CHECK (value < 100);
        CREATE TABLE t (id uuid PRIMARY KEY, e mood, es mood[], p pair, d small, n numeric(20,5), f double precision, r real, ts timestamptz, i interval,
        j json, jb jsonb, b bytea, ch char(5), bits bit(3), m money, ip inet, rng int4range, tx text[], v tsvector, x xml, g text GENERATED ALWAYS AS (upper(ch::text)) STORED)`,
      rows: `INSERT INTO t VALUES ('00000000-0000-0000-0000-000000000001', 'it''s', '{happy,it''s}', '(1,"a,b")', 5, 1.50000, 0.1, 0.1, '2020-01-01 00:00:00.123456+02', '1 mon 2 days 03:04:05.6',
        '{"b": 1.0,  "a":[]}', '{"b":1.0}', '\\x00ff', 'ab', '101', 12.5, '10.0.0.1/8', '[1,5)', '{"a,b",NULL,"x y"}', 'a:1 b:2', '<a/>'); INSERT INTO t (id) VALUES ('00000000-0000-0000-0000-000000000002')`,
      to: "CREATE TABLE t (id uuid PRIMARY KEY)",
    },
    "everything with a type, in tables": {
      from: `CREATE TYPE mood AS ENUM ('happy', 'sad'); CREATE TABLE t (id int GENERATED ALWAYS AS IDENTITY PRIMARY KEY, e mood NOT NULL, ts timestamptz, j json, g int GENERATED ALWAYS AS (1 + 1) STORED);
        CREATE TABLE u (id serial PRIMARY KEY, t int REFERENCES t); COMMENT ON TABLE t IS 'x'; CREATE MATERIALIZED VIEW mv AS SELECT id FROM t; CREATE SEQUENCE own START 5`,
      rows: "INSERT INTO t (e, ts, j) VALUES ('happy', now(), '{}'), ('sad', NULL, NULL); INSERT INTO u (t) VALUES (1), (2); DELETE FROM u WHERE id = 2; SELECT nextval('own'); REFRESH MATERIALIZED VIEW mv",
      to: "",
    },
    "an enum that becomes a text, one with fewer values, and one with more": {
      from: "CREATE TYPE e AS ENUM ('a', 'b'); CREATE TYPE f AS ENUM ('c', 'd'); CREATE TABLE t (id int PRIMARY KEY, x e, y f DEFAULT 'c')",
      rows: "INSERT INTO t VALUES (1, 'a', 'c'), (2, NULL, NULL)",
      to: "CREATE TYPE f AS ENUM ('c', 'z'); CREATE TABLE t (id int PRIMARY KEY, x text, y f DEFAULT 'c')",
    },
    "narrowed numbers, times and texts": {
      from: 'CREATE TABLE t (id bigint PRIMARY KEY, n numeric, ts timestamptz, v text COLLATE "C", d double precision); CREATE INDEX ON t (n); CREATE VIEW w AS SELECT n FROM t; CREATE TABLE c (t bigint REFERENCES t)',
      rows: "INSERT INTO t VALUES (1, 1.5, '2020-01-01 10:00:00+02', 'abc', 0.1), (2, 2.49, NULL, '', 1e10); INSERT INTO c VALUES (1)",
      to: 'CREATE TABLE t (id int PRIMARY KEY, n int, ts date, v varchar(5) COLLATE "C", d real); CREATE INDEX ON t (n); CREATE VIEW w AS SELECT n FROM t; CREATE TABLE c (t bigint REFERENCES t)',
    },
    "partitions, children and triggers": {
      from: `CREATE TABLE p (id int, k int, a text) PARTITION BY LIST (k); CREATE TABLE p1 PARTITION OF p FOR VALUES IN (1); CREATE TABLE p2 PARTITION OF p DEFAULT;
        CREATE TABLE base (id int PRIMARY KEY, a text); CREATE TABLE child (b text) INHERITS (base);
        CREATE TABLE t (id int PRIMARY KEY, a text); CREATE FUNCTION f() RETURNS trigger LANGUAGE plpgsql AS 'BEGIN new.a := ''changed''; RETURN new; END';
        CREATE TRIGGER g BEFORE INSERT OR UPDATE ON t FOR EACH ROW EXECUTE FUNCTION f(); ALTER TABLE t DISABLE TRIGGER g`,
      rows: "INSERT INTO p VALUES (1, 1, 'x'), (2, 2, 'y'), (2, 2, 'z'); INSERT INTO base VALUES (1, 'x'); INSERT INTO child VALUES (2, 'y', 'z'); INSERT INTO t VALUES (1, 'x'); ALTER TABLE t ENABLE TRIGGER g",
      to: `CREATE TABLE p (id int, k int) PARTITION BY LIST (k); CREATE TABLE p1 PARTITION OF p FOR VALUES IN (1); CREATE TABLE p2 PARTITION OF p DEFAULT;
        CREATE TABLE base (id int PRIMARY KEY); CREATE TABLE child (b text) INHERITS (base);
        CREATE TABLE t (id int PRIMARY KEY)`,
    },
  },
};

describe.each(databases)("taking back on $name", ({ name, freshUrl }) => {
  for (const [title, { from, rows = "", to, options = {} }] of Object.entries({ ...BOTH, ...OWN[name] })) {
    it(`gives back what there was: ${title}`, async () => {
      const connection = open(await freshUrl());
      if (from !== "") await connection.run(from);
      if (rows !== "") await connection.run(rows);
      const before = await stateOf(connection);
      const prefix = name === "sqlite" ? "" : "public.";
      const renames = title.startsWith("renames")
        ? {
            [`table ${prefix}users`]: "people",
            [`column ${prefix}users.id`]: "number",
            [`column ${prefix}users.name`]: "title",
          }
        : {};
      const { id, plan } = await migrate(connection, await catalogOf(await freshUrl(), to), {
        plan: { renames, ...options },
      });
      const after = await stateOf(connection);
      expect(after.fingerprint).not.toBe(before.fingerprint);
      const result = await rollbackMigration(connection, id);
      expect(await stateOf(connection)).toEqual(before);
      expect(result).toMatchObject({ success: true, rolledBack: [id], fingerprint: before.fingerprint });
      expect(result.restored.every(({ rowsSince }) => rowsSince === 0)).toBe(true);
      const steps = plan.segments.flatMap((segment) => segment.steps);
      expect(steps.filter(({ reversal }) => reversal === "never").map(({ id }) => id)).toEqual([]);
      expect((await readRecords(connection)).map(({ state }) => state)).toEqual(["rolledBack", "applied"]);
      expect(await codeOf(() => rollbackMigration(connection, id))).toBe("MIGRATION.UNKNOWN_MIGRATION");
    });
  }

  const table = "CREATE TABLE t (id INTEGER PRIMARY KEY, a TEXT, b TEXT)";
  const rows = "INSERT INTO t VALUES (1, '01', 'x'), (2, '02', 'y'), (3, '03', 'z')";
  const without = "CREATE TABLE t (id INTEGER PRIMARY KEY, b TEXT)";
  const all = async (connection: Connection) => (await connection.query("SELECT * FROM t ORDER BY id")).rows;

  async function migrated(to: string, apply: ApplyMigrationOptions = {}) {
    const connection = open(await freshUrl());
    await connection.run(`${table}; ${rows}`);
    const before = await stateOf(connection);
    return { connection, before, ...(await migrate(connection, await catalogOf(await freshUrl(), to), { apply })) };
  }

  it("keeps rows that were written since, and says how many", async () => {
    const { connection, id } = await migrated(without);
    await connection.run(
      "INSERT INTO t VALUES (4, 'new'); DELETE FROM t WHERE id = 1; UPDATE t SET b = 'changed' WHERE id = 2",
    );
    const { restored, success } = await rollbackMigration(connection, id);
    expect(success).toBe(true);
    expect(restored).toMatchObject([{ columns: ["a"], rows: 2, rowsSince: 1 }]);
    expect(await all(connection)).toEqual([
      { id: 2, a: "02", b: "changed" },
      { id: 3, a: "03", b: "z" },
      { id: 4, a: null, b: "new" },
    ]);
  });

  it("keeps a narrowed value that was changed since", async () => {
    const { connection, id } = await migrated("CREATE TABLE t (id INTEGER PRIMARY KEY, a INTEGER, b TEXT)");
    await connection.run("UPDATE t SET a = 20 WHERE id = 2");
    const { restored } = await rollbackMigration(connection, id);
    expect(restored).toMatchObject([{ rows: 2, rowsSince: 1 }]);
    expect((await all(connection)).map(({ a }) => a)).toEqual(["01", "20", "03"]);
  });

  async function withNewRow() {
    const connection = open(await freshUrl());
    await connection.run(
      "CREATE TABLE t (id INTEGER PRIMARY KEY, a TEXT NOT NULL, n INTEGER NOT NULL); INSERT INTO t VALUES (1, 'x', 1)",
    );
    const before = await stateOf(connection);
    const to = await catalogOf(await freshUrl(), "CREATE TABLE t (id INTEGER PRIMARY KEY)");
    const { id } = await migrate(connection, to);
    await connection.run("INSERT INTO t VALUES (2)");
    return { connection, before, id };
  }

  it("changes nothing when new rows lack what they need, and says what would help", async () => {
    const { connection, id, before } = await withNewRow();
    const after = await stateOf(connection);
    await expect(rollbackMigration(connection, id)).rejects.toMatchObject({
      code: "MIGRATION.ROLLBACK_BLOCKED",
      message: expect.stringContaining("1 rows have no value for the column t.a"),
      fix: expect.stringMatching(/fill: \{ "column t.a": … \}.*leaveOptional: true/),
      meta: { columns: ["column t.a", "column t.n"] },
    });
    expect(await stateOf(connection)).toEqual(after);
    await connection.run("DELETE FROM t WHERE id = 2");
    expect((await rollbackMigration(connection, id)).success).toBe(true);
    expect(await stateOf(connection)).toEqual(before);
  });

  it("gives new rows the values that somebody has for them", async () => {
    const { connection, id, before } = await withNewRow();
    const fill = { "column t.a": "it's unknown", "column t.n": 7 };
    expect(await codeOf(() => rollbackMigration(connection, id, { fill: { "column t.b": 1 } }))).toBe(
      "MIGRATION.INVALID_OPTION",
    );
    const { success, fingerprint, pending } = await rollbackMigration(connection, id, { fill });
    expect({ success, fingerprint, pending }).toEqual({ success: true, fingerprint: before.fingerprint, pending: [] });
    expect(await all(connection)).toEqual([
      { id: 1, a: "x", n: 1 },
      { id: 2, a: "it's unknown", n: 7 },
    ]);
  });

  it("leaves a required column optional when that is wanted, and says so", async () => {
    const { connection, id } = await withNewRow();
    const options = { fill: { "column t.n": 7 }, leaveOptional: true };
    const { success, pending, restored } = await rollbackMigration(connection, id, options);
    expect({ success, pending }).toEqual({ success: false, pending: [{ column: "column t.a", rows: 1 }] });
    expect(restored.map(({ rows, rowsSince }) => [rows, rowsSince])).toEqual([
      [1, 1],
      [1, 1],
    ]);
    expect(await all(connection)).toEqual([
      { id: 1, a: "x", n: 1 },
      { id: 2, a: null, n: 7 },
    ]);
    await connection.run("UPDATE t SET a = 'y' WHERE a IS NULL");
    await connection.run("ALTER TABLE t ALTER COLUMN a SET NOT NULL");
  });

  it("fills columns that come back without a backup", async () => {
    const connection = open(await freshUrl());
    await connection.run(
      "CREATE TABLE t (id INTEGER PRIMARY KEY, a TEXT NOT NULL); INSERT INTO t VALUES (1, 'x'), (2, 'y')",
    );
    const before = await stateOf(connection);
    const to = await catalogOf(await freshUrl(), "CREATE TABLE t (id INTEGER PRIMARY KEY)");
    const { id } = await migrate(connection, to, { apply: { backupBeforeMigration: false } });
    const options = { withoutData: true, fill: { "column t.a": "lost" } };
    expect((await rollbackMigration(connection, id, options)).fingerprint).toBe(before.fingerprint);
    expect((await all(connection)).map(({ a }) => a)).toEqual(["lost", "lost"]);
  });

  it("puts large tables aside part by part, and says how far it is", async () => {
    const connection = open(await freshUrl());
    await connection.run("CREATE TABLE t (id INTEGER PRIMARY KEY, a TEXT, b TEXT); CREATE TABLE gone (a TEXT)");
    const numbers = "WITH RECURSIVE s(n) AS (SELECT 1 UNION ALL SELECT n + 1 FROM s WHERE n < 120000)";
    // Wide rows on the server, where parts are made of pages; many of them in the file, where they are made of rows.
    const wide = name === "sqlite" ? "'x'" : "repeat('x', 1900)";
    const count = name === "sqlite" ? 120_000 : 20_000;
    await connection.run(`INSERT INTO t ${numbers} SELECT n, 'a' || n, ${wide} FROM s WHERE n <= ${count}`);
    await connection.run(`INSERT INTO gone ${numbers} SELECT ${wide} || n FROM s WHERE n <= ${count}`);
    const before = await stateOf(connection);
    const told = new Map<string, number[]>();
    const onProgress = (event: MigrationProgress): void => {
      if (event.kind === "backup") told.set(event.step, [...(told.get(event.step) ?? []), event.part / event.parts]);
    };
    const to = await catalogOf(await freshUrl(), "CREATE TABLE t (id INTEGER PRIMARY KEY, b TEXT)");
    const { id } = await migrate(connection, to, { apply: { onProgress } });
    expect([...told.keys()].sort()).toEqual(["dropColumn t.a", "dropTable gone"]);
    for (const parts of told.values()) {
      expect(parts.length).toBeGreaterThan(1);
      expect(parts).toEqual(parts.toSorted((left, right) => left - right));
      expect(parts.at(-1)).toBe(1);
    }
    expect((await rollbackMigration(connection, id)).success).toBe(true);
    expect(await stateOf(connection)).toEqual(before);
  }, 60_000);

  it("refuses to bring back empty columns, unless that is wanted", async () => {
    const { connection, id, before } = await migrated(without, { backupBeforeMigration: false });
    expect(await codeOf(() => rollbackMigration(connection, id))).toBe("MIGRATION.NO_BACKUP");
    const { success, fingerprint } = await rollbackMigration(connection, id, { withoutData: true });
    expect({ success, fingerprint }).toEqual({ success: true, fingerprint: before.fingerprint });
    expect((await all(connection)).map(({ a }) => a)).toEqual([null, null, null]);
  });

  it("takes nothing from a backup that somebody has changed", async () => {
    const { connection, id } = await migrated(without);
    const [backup] = await readBackups(connection, id);
    const storage = backupDialect(connection.dialect).storage(backup?.storage ?? "");
    expect(backup?.rows).toBe(3);
    await connection.run(`UPDATE ${storage} SET v0 = 'other' WHERE v0 = '01'`);
    expect(await codeOf(() => rollbackMigration(connection, id))).toBe("MIGRATION.BACKUP_DAMAGED");
  });

  it("does nothing when the schema was changed by hand", async () => {
    const { connection, id } = await migrated(without);
    await connection.run("CREATE TABLE other (id INTEGER)");
    expect(await codeOf(() => rollbackMigration(connection, id))).toBe("MIGRATION.ROLLBACK_BLOCKED");
    expect(await codeOf(() => rollbackMigration(connection, "nothing"))).toBe("MIGRATION.UNKNOWN_MIGRATION");
  });

  it("takes back a taking back, with what was written in between", async () => {
    const { connection, id, before } = await migrated(
      "CREATE TABLE t (id INTEGER PRIMARY KEY, a TEXT, b TEXT, c TEXT)",
    );
    await connection.run("UPDATE t SET c = 'written' WHERE id = 2");
    const after = await stateOf(connection);
    await rollbackMigration(connection, id);
    expect(await stateOf(connection)).toEqual(before);
    const back = (await readRecords(connection)).at(-1)?.id ?? "";
    await rollbackMigration(connection, back);
    expect(await stateOf(connection)).toEqual(after);
    expect((await readRecords(connection)).map(({ state }) => state)).toEqual(["applied", "rolledBack", "applied"]);
    await rollbackMigration(connection, id);
    expect(await stateOf(connection)).toEqual(before);
  });

  it("takes back several migrations, the newest first", async () => {
    const { connection, id, before } = await migrated(without);
    const second = await migrate(
      connection,
      await catalogOf(await freshUrl(), "CREATE TABLE t (id INTEGER PRIMARY KEY, b INTEGER)"),
      {
        plan: { renames: {} },
      },
    ).catch(() => undefined);
    // Texts that are no numbers cannot become some on the server.
    if (second === undefined)
      await migrate(connection, await catalogOf(await freshUrl(), "CREATE TABLE t (id INTEGER PRIMARY KEY)"));
    await migrate(connection, await catalogOf(await freshUrl(), "CREATE TABLE u (id INTEGER PRIMARY KEY)"));
    const { rolledBack, success } = await rollbackMigration(connection, id);
    expect({ count: rolledBack.length, last: rolledBack.at(-1), success }).toEqual({
      count: 3,
      last: id,
      success: true,
    });
    expect(await stateOf(connection)).toEqual(before);
  });

  it("gives up backups that are old enough", async () => {
    const { connection, id } = await migrated(without);
    expect(await dropBackups(connection, { olderThan: new Date(Date.now() - 3_600_000) })).toEqual([]);
    const dropped = await dropBackups(connection, { olderThan: new Date(Date.now() + 3_600_000) });
    expect(dropped.map(({ migration, step }) => [migration, step])).toEqual([[id, "dropColumn t.a"]]);
    expect(await readBackups(connection)).toEqual([]);
    expect(await codeOf(() => rollbackMigration(connection, id))).toBe("MIGRATION.NO_BACKUP");
  });
});
