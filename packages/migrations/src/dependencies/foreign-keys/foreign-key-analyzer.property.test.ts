import { type Connection, connect } from "@dataflow/database";
import { databases } from "@dataflow-tooling/vitest";
import { describe, expect, it } from "vitest";
import { ForeignKeyAnalyzer } from "./foreign-key-analyzer.ts";
import { type GeneratedKeys, type GeneratedSize, generateKeys, keyStatements } from "./generated-keys.fixture.ts";

// The laws: what is said to be reached is what a search of the definitions without any cleverness reaches; and the rows
// that are said to be deleted are those that a real deletion, which is taken back, deletes.

const seed = Number(process.env.DATAFLOW_TEST_SEED ?? Date.now() % 2 ** 31);
const runs = Number(process.env.DATAFLOW_TEST_RUNS ?? 6);

class TakenBack extends Error {}

function randomNumbers(start: number): (limit: number) => number {
  let state = start >>> 0;
  return (limit) => {
    state = (Math.imul(state, 1_664_525) + 1_013_904_223) >>> 0;
    return Math.floor((state / 2 ** 32) * limit);
  };
}

describe.each(databases)("foreign keys on $name", ({ name, freshUrl }) => {
  const tableName = (id: string): string => id.replace(/^table (?:public\.)?/, "");
  const keyName = (id: string): string => id.slice(id.lastIndexOf(".") + 1);

  async function withKeys(
    size: GeneratedSize,
    offset: number,
    body: (connection: Connection, generated: GeneratedKeys) => Promise<void>,
  ): Promise<void> {
    const generated = generateKeys(randomNumbers(seed + offset), size);
    const connection = connect(await freshUrl());
    try {
      const statements = keyStatements(generated, name === "postgres");
      // Rows may refer to rows of tables that come later.
      if (name === "sqlite") await connection.run("PRAGMA foreign_keys = OFF");
      for (let at = 0; at < statements.length; at += 200)
        await connection.run(statements.slice(at, at + 200).join(";"));
      if (name === "sqlite") await connection.run("PRAGMA foreign_keys = ON");
      await body(connection, generated);
    } catch (cause) {
      throw new Error(`DATAFLOW_TEST_SEED=${seed} repeats what failed: ${String(cause)}`, { cause });
    } finally {
      await connection.close();
    }
  }

  it("reaches what a brute-force search of 500 tables with circles reaches", async () => {
    await withKeys({ tables: 500, keys: 1.4, rows: 3 }, 0, async (connection, generated) => {
      const analyzer = new ForeignKeyAnalyzer(connection);
      for (const start of [0, 123, 250, 499]) {
        const deleted = await analyzer.analyzeFkImpact({ operation: "DELETE_ROWS", table: `t${start}` });
        const naive = bruteForce(generated, start);
        expect(deleted.affectedConstraints.map(({ constraint }) => keyName(constraint)).sort()).toEqual(naive.keys);
        expect(deleted.deletedRows.map(({ table }) => tableName(table)).sort()).toEqual(naive.tables);
        expect(countsOf(deleted.deletedRows)).toEqual(naive.rows);
      }
      const types = await analyzer.analyzeFkImpact({ operation: "CHANGE_TYPE", table: "t7", column: "id" });
      expect(types.affectedColumns.map((id) => id.replace(/^column (?:public\.)?/, "")).sort()).toEqual(
        bruteForceTypes(generated, "t7.id"),
      );
    });
  }, 120_000);

  it("counts the rows that a real deletion deletes, changes, and is refused for", async () => {
    for (let run = 1; run <= runs; run += 1) {
      await withKeys({ tables: 6, keys: 1.6, rows: 12 }, run, async (connection) => {
        for (const where of ["id < 3", undefined]) await assertAsDeleted(connection, where);
      });
      // Without keys that refuse, so that every deletion happens.
      const actions = ["CASCADE", "CASCADE", "SET NULL"] as const;
      await withKeys({ tables: 8, keys: 1.5, rows: 15, actions }, run + 1000, async (connection) => {
        for (const where of ["id < 2", "id = 7", undefined]) await assertAsDeleted(connection, where);
      });
    }
  }, 120_000);

  it("does not promise what the order of the checks decides: a key that protects rows which go along", async () => {
    const connection = connect(await freshUrl());
    await connection.run(
      "CREATE TABLE t0 (id integer PRIMARY KEY, up integer REFERENCES t0 (id)); INSERT INTO t0 VALUES (1, NULL), (2, 1)",
    );
    const ask = () => new ForeignKeyAnalyzer(connection).analyzeFkImpact({ operation: "DELETE_ROWS", table: "t0" });
    expect(await ask()).toMatchObject({ unknown: [], isSafeToProceed: true });
    await connection.run(
      "CREATE TABLE t1 (id integer PRIMARY KEY, c0 integer REFERENCES t0 (id) ON DELETE CASCADE, c1 integer REFERENCES t0 (id))",
    );
    await connection.run("INSERT INTO t1 VALUES (1, 1, 2), (2, 2, 1)");
    expect((await ask()).unknown).toHaveLength(name === "postgres" ? 1 : 0);
    expect(await reallyDeleted(connection, "t0")).toEqual(name === "postgres" ? undefined : { t0: 2, t1: 2 });
    await connection.close();
  });

  async function assertAsDeleted(connection: Connection, where: string | undefined): Promise<void> {
    const analyzer = new ForeignKeyAnalyzer(connection);
    for (const table of ["t0", "t3"]) {
      const impact = await analyzer.analyzeFkImpact({
        operation: "DELETE_ROWS",
        table,
        ...(where !== undefined && { where }),
      });
      const real = await reallyDeleted(connection, table, where);
      const isRefused = impact.cascadeOperations.some(
        ({ action, rows }) => (action === "restrict" || action === "no action") && rows !== 0,
      );
      // The order in which the database acts decides about a key that protects rows which go along.
      if (real === undefined) expect(isRefused || impact.unknown.length > 0, `${table} ${where}`).toBe(true);
      else if (impact.unknown.length === 0) expect(isRefused, `${table} ${where}`).toBe(false);
      if (real !== undefined) expect(countsOf(impact.deletedRows), `${table} ${where}`).toEqual(real);
      const beyond = Object.values(real ?? {}).reduce((sum, rows) => sum + rows, 0);
      if (real !== undefined && beyond > Number(impact.requestedRows)) expect(impact.isSafeToProceed).toBe(false);
    }
  }

  function countsOf(deleted: readonly { readonly table: string; readonly rows: number | "unknown" }[]) {
    return Object.fromEntries(
      deleted.flatMap(({ table, rows }) => (rows === 0 ? [] : [[tableName(table), Number(rows)]])),
    );
  }

  async function reallyDeleted(
    connection: Connection,
    table: string,
    where = "true",
  ): Promise<Record<string, number> | undefined> {
    const before = await countAll(connection);
    let after: Record<string, number> | undefined;
    await connection
      .transaction(async () => {
        await connection.run(`DELETE FROM ${table} WHERE ${where}`);
        after = await countAll(connection);
        throw new TakenBack();
      })
      .catch((error: unknown) => {
        if (!(error instanceof TakenBack) && !/refer|foreign|constraint/i.test(String(error))) throw error;
      });
    if (after === undefined) return undefined;
    const gone = Object.entries(before).map(([name, rows]) => [name, rows - (after?.[name] ?? 0)] as const);
    return Object.fromEntries(gone.filter(([, rows]) => rows > 0));
  }

  async function countAll(connection: Connection): Promise<Record<string, number>> {
    const counts: Record<string, number> = {};
    for (let table = 0; table < 8; table += 1) {
      const found = await connection.query(`SELECT count(*) AS n FROM t${table}`).catch(() => undefined);
      if (found === undefined) break;
      counts[`t${table}`] = Number(found.rows[0]?.n);
    }
    return counts;
  }
});

/** Everything again and again until nothing is new. */
function bruteForce({ keys, rows }: GeneratedKeys, start: number) {
  const gone = new Map<number, Set<number>>([[start, new Set((rows[start] ?? []).keys())]]);
  const tables = new Set([start]);
  for (let isNew = true; isNew; ) {
    isNew = false;
    for (const key of keys) {
      if (key.onDelete !== "CASCADE" || !tables.has(key.parent)) continue;
      if (!tables.has(key.child)) isNew = Boolean(tables.add(key.child));
      const at = keys.filter(({ child }) => child === key.child).indexOf(key);
      for (const [id, row] of (rows[key.child] ?? []).entries()) {
        const target = row[at];
        if (target === null || target === undefined || !gone.get(key.parent)?.has(target)) continue;
        const known = gone.get(key.child) ?? new Set();
        gone.set(key.child, known);
        if (!known.has(id)) isNew = Boolean(known.add(id));
      }
    }
  }
  return {
    tables: [...tables].map((table) => `t${table}`).sort(),
    keys: keys.flatMap(({ name, parent }) => (tables.has(parent) ? [name] : [])).sort(),
    rows: Object.fromEntries([...gone].flatMap(([table, ids]) => (ids.size === 0 ? [] : [[`t${table}`, ids.size]]))),
  };
}

function bruteForceTypes({ keys }: GeneratedKeys, start: string): readonly string[] {
  const pairs = keys.map((key) => {
    const at = keys.filter(({ child }) => child === key.child).indexOf(key);
    return [`t${key.child}.c${at}`, `t${key.parent}.id`] as const;
  });
  const found = new Set([start]);
  for (let size = 0; size !== found.size; ) {
    size = found.size;
    for (const [left, right] of pairs) if (found.has(left) || found.has(right)) found.add(left).add(right);
  }
  return [...found].sort();
}
