import { type Connection, connect } from "@dataflow/database";
import { databases } from "@dataflow-tooling/vitest";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { countAltered, countDuplicates, countNulls, countOrphans, countValues, countViolators } from "./count-facts.ts";
import { readDatabaseActivity, readTableFacts } from "./read-table-facts.ts";

const parents = { name: "parents" };
const children = { name: "children" };

describe.each(databases)("facts of tables on $name", (database) => {
  let connection: Connection;
  beforeAll(async () => {
    connection = connect(await database.freshUrl());
    await connection.run(`
      CREATE TABLE parents (id INTEGER PRIMARY KEY, a INTEGER, b INTEGER, code TEXT, amount NUMERIC(10,2));
      CREATE TABLE children (id INTEGER PRIMARY KEY, parent_id INTEGER, x INTEGER, y INTEGER);
      CREATE TABLE "emp""ty" (id INTEGER PRIMARY KEY);
      CREATE INDEX children_x ON children (x);
      INSERT INTO parents VALUES (1, 1, 1, '007', 1.25), (2, 1, 1, '8', 2), (3, 1, 1, NULL, 3), (4, NULL, 1, NULL, 4), (5, NULL, 1, NULL, 5);
      INSERT INTO children VALUES (1, 1, 1, 1), (2, 9, 1, NULL), (3, NULL, 1, 2), (4, 9, 1, 3);`);
  });
  afterAll(() => connection.close());

  test("small tables are counted, in the order asked; what is not there is left out", async () => {
    const asked = [children, { name: "nowhere" }, { name: 'emp"ty' }, parents];
    const facts = await readTableFacts(connection, asked);
    expect(facts.map(({ table, rows }) => [table.name, rows.value, rows.isExact])).toEqual([
      ["children", 4, true],
      ['emp"ty', 0, true],
      ["parents", 5, true],
    ]);
    const [first] = facts;
    expect(first?.rows.evidence).toMatchObject({ source: "count", unit: "rows", value: 4 });
    expect(first?.pages.value).toBeGreaterThan(0);
    expect(first?.tableBytes.value).toBeGreaterThan(0);
    expect(first?.indexBytes.value).toBeGreaterThan(0);
    const counted = (await connection.query(first?.rows.evidence.query ?? "")).rows;
    expect(counted.flatMap(Object.values).map(Number)).toContain(4);
    expect((await connection.query(first?.pages.evidence.query ?? "")).rows.length).toBeGreaterThan(0);
  });

  test("nothing is asked for nothing", async () => {
    expect(await readTableFacts(connection, [])).toEqual([]);
  });

  test("rows are counted for each question, and the evidence gives the same number", async () => {
    const questions = [
      [await countNulls(connection, { table: parents, column: "a" }), 2],
      [await countValues(connection, { table: parents, column: "code" }), 2],
      [await countViolators(connection, { table: parents, condition: "a > 0 AND id < 3" }), 3],
      [await countDuplicates(connection, { table: parents, columns: ["a", "b"] }), 2],
      [await countDuplicates(connection, { table: parents, columns: ["b"], predicate: "a IS NULL" }), 1],
      [await countDuplicates(connection, { table: parents, columns: ["a", "b"], nullsNotDistinct: true }), 3],
      [
        await countOrphans(connection, {
          table: children,
          columns: ["parent_id"],
          references: { table: parents, columns: ["id"] },
        }),
        2,
      ],
      [
        await countOrphans(connection, {
          table: children,
          columns: ["x", "y"],
          references: { table: parents, columns: ["a", "b"] },
        }),
        2,
      ],
    ] as const;
    for (const [figure, expected] of questions) {
      expect(figure).toMatchObject({ value: expected, isExact: true, evidence: { source: "count", value: expected } });
      const [row] = (await connection.query(figure.evidence.query ?? "")).rows;
      expect(Number(Object.values(row ?? {})[0])).toBe(expected);
    }
  });

  test("a change of type alters what does not come back as it was", async () => {
    const change = { table: parents, column: "code", type: "text", newType: "integer" };
    expect(await countAltered(connection, change)).toMatchObject({ altered: { value: 1 }, fails: false });
    const wider = { table: parents, column: "a", type: "integer", newType: "bigint" };
    expect((await countAltered(connection, wider)).altered.value).toBe(0);
  });

  test("a count that does not end in time is unknown, and never zero", async () => {
    await connection.run(`CREATE TABLE many (id INTEGER PRIMARY KEY, n INTEGER);
      INSERT INTO many WITH RECURSIVE s (i) AS (SELECT 1 UNION ALL SELECT i + 1 FROM s WHERE i < 20000) SELECT i, i % 7 FROM s;`);
    const slow = "(SELECT count(*) FROM many AS other WHERE other.n = many.n) > 0";
    const figure = await countViolators(connection, { table: { name: "many" }, condition: slow }, { timeoutMs: 1 });
    expect(figure).toMatchObject({ value: undefined, isExact: false, evidence: { value: "unknown" } });
    const key = { table: { name: "many" }, columns: ["n"] };
    expect((await countDuplicates(connection, key, { timeoutMs: 1 })).value).toBeUndefined();
    expect((await countDuplicates(connection, key)).value).toBe(19_993);
  });

  test("inside a transaction facts are read as it sees them, and it goes on", async () => {
    await connection.transaction(async () => {
      await connection.run("INSERT INTO children VALUES (5, 1, 1, 1)");
      expect((await readTableFacts(connection, [children]))[0]?.rows.value).toBe(5);
      expect((await countNulls(connection, { table: children, column: "y" })).value).toBe(1);
      await connection.run("DELETE FROM children WHERE id = 5");
    });
  });

  test("says what goes on", async () => {
    const activity = await readDatabaseActivity(connection);
    expect(activity.longestTransactionMs.evidence.source).toBe("activity");
    expect(activity.longestTransactionMs.value).toBeGreaterThanOrEqual(0);
  });
});

describe("large tables", () => {
  const [sqlite, postgres] = ["sqlite", "postgres"].map((name) => databases.find((found) => found.name === name));

  async function withConnection(
    url: string | undefined,
    body: (connection: Connection) => Promise<void>,
  ): Promise<void> {
    const connection = connect(url ?? "");
    try {
      await body(connection);
    } finally {
      await connection.close();
    }
  }

  const FILL = (rows: number): string => `CREATE TABLE big (id integer PRIMARY KEY, note text);
    INSERT INTO big WITH RECURSIVE s (i) AS (SELECT 1 UNION ALL SELECT i + 1 FROM s WHERE i < ${rows})
      SELECT i, 'some words that make the row longer so that there are many pages of them' || i FROM s;`;

  test("PostgreSQL: never looked at is not empty; statistics are taken for what the file holds now", async () => {
    await withConnection(await postgres?.freshUrl(), async (connection) => {
      await connection.run(FILL(30_000));
      await connection.run("ALTER TABLE big SET (autovacuum_enabled = false)");
      const [counted] = await readTableFacts(connection, [{ name: "big" }]);
      expect(counted?.rows.isExact).toBe(false);
      expect(counted?.rows.value).toBeGreaterThan(27_000);
      expect(counted?.rows.value).toBeLessThan(33_000);
      await connection.run("ANALYZE big");
      await connection.run(
        "INSERT INTO big SELECT i, 'some words that make the row longer so that there are many pages of them' || i FROM generate_series(30001, 60000) AS i",
      );
      const [analysed] = await readTableFacts(connection, [{ schema: "public", name: "big" }]);
      expect(analysed?.rows.value).toBeGreaterThan(54_000);
      expect(analysed?.rows.value).toBeLessThan(66_000);
    });
  });

  test("PostgreSQL: partitions and tables that inherit belong to their parent", async () => {
    await withConnection(await postgres?.freshUrl(), async (connection) => {
      await connection.run(`CREATE TABLE logs (id int, day int) PARTITION BY RANGE (day);
        CREATE TABLE logs_1 PARTITION OF logs FOR VALUES FROM (1) TO (10);
        CREATE TABLE logs_2 PARTITION OF logs FOR VALUES FROM (10) TO (20) PARTITION BY LIST (id);
        CREATE TABLE logs_2a PARTITION OF logs_2 DEFAULT;
        INSERT INTO logs SELECT 1, i FROM generate_series(1, 19) AS i`);
      const [logs] = await readTableFacts(connection, [{ name: "logs" }]);
      expect(logs?.rows).toMatchObject({ value: 19, isExact: true });
      expect(logs?.pages.value).toBe(2);
    });
  });

  test("PostgreSQL: locks and waiters are seen, and a held table does not hold up the facts for ever", async () => {
    const url = await postgres?.freshUrl();
    await withConnection(url, async (holder) => {
      await holder.run("CREATE TABLE held (id int); INSERT INTO held VALUES (1)");
      await holder.transaction(async () => {
        await holder.run("LOCK TABLE held IN ACCESS EXCLUSIVE MODE");
        await withConnection(url, async (connection) => {
          const [held] = await readTableFacts(connection, [{ name: "held" }]);
          expect(held?.rows.value).toBeUndefined();
          expect(held?.activity.longestTransactionMs.value).toBeGreaterThanOrEqual(0);
          expect((await readDatabaseActivity(connection)).longestTransactionMs.value).toBeGreaterThan(0);
        });
      });
    });
  });

  test("PostgreSQL: rows that row security hides are not counted as if they were not there", async () => {
    const url = await postgres?.freshUrl();
    await withConnection(url, async (connection) => {
      const role = `facts_reader_${process.pid}`;
      await connection.run(`CREATE TABLE hidden (id int); INSERT INTO hidden VALUES (1);
        ALTER TABLE hidden ENABLE ROW LEVEL SECURITY; CREATE ROLE ${role}; GRANT SELECT ON hidden TO ${role}`);
      await connection
        .transaction(async () => {
          await connection.run(`SET LOCAL ROLE ${role}`);
          expect((await readTableFacts(connection, [{ name: "hidden" }]))[0]?.rows.value).toBeUndefined();
          expect((await countNulls(connection, { table: { name: "hidden" }, column: "id" })).value).toBeUndefined();
        })
        .finally(() => connection.run(`DROP OWNED BY ${role}; DROP ROLE ${role}`));
    });
  });

  test("PostgreSQL: a value that does not fit is told from one that changes", async () => {
    await withConnection(await postgres?.freshUrl(), async (connection) => {
      await connection.run(
        "CREATE TABLE texts (v text, d json); INSERT INTO texts VALUES ('x', '{}'), ('12345', '{\"a\":1, \"a\":2}')",
      );
      const table = { name: "texts" };
      expect(await countAltered(connection, { table, column: "v", type: "text", newType: "integer" })).toMatchObject({
        fails: true,
        altered: { value: undefined },
      });
      const short = await countAltered(connection, { table, column: "v", type: "text", newType: "varchar(3)" });
      expect(short.altered.value).toBe(1);
      const document = await countAltered(connection, { table, column: "d", type: "json", newType: "jsonb" });
      expect(document.altered.value).toBe(1);
    });
  });

  test("SQLite: large tables are estimated, and converted as a column converts", async () => {
    await withConnection(await sqlite?.freshUrl(), async (connection) => {
      await connection.run(FILL(120_000));
      const [numbered] = await readTableFacts(connection, [{ name: "BIG" }]);
      expect(numbered?.rows).toMatchObject({ value: 120_000, isExact: false });
      await connection.run("ANALYZE");
      const [analysed] = await readTableFacts(connection, [{ name: "big" }]);
      expect(analysed?.rows).toMatchObject({ isExact: false, evidence: { value: 120_000 } });
      await connection.run(
        `CREATE TABLE loose (v TEXT); INSERT INTO loose VALUES ('007'), ('abc'), ('7'), ('1.50'), ('12abc'), (NULL)`,
      );
      const change = { table: { name: "loose" }, column: "v", type: "TEXT", newType: "INTEGER" };
      const { altered } = await countAltered(connection, change);
      await connection.run("CREATE TABLE moved (v INTEGER); INSERT INTO moved SELECT v FROM loose");
      const real = await connection.query(
        "SELECT count(*) AS n FROM loose AS a JOIN moved AS b ON a.rowid = b.rowid WHERE CAST(b.v AS TEXT) <> a.v",
      );
      expect(altered.value).toBe(Number(real.rows[0]?.n));
      expect(altered.value).toBe(2);
    });
  });
});
