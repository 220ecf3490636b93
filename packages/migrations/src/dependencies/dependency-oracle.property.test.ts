import { type Connection, connect } from "@dataflow/database";
import { postgresSchema } from "@dataflow/testing-base/arbitraries";
import { databases } from "@dataflow-tooling/vitest";
import fc from "fast-check";
import { describe, expect, it } from "vitest";
import type { Catalog } from "../catalog/catalog.ts";
import { indexCatalog } from "../catalog/catalog.ts";
import { definitionHash } from "../catalog/catalog-fingerprint.ts";
import type { CatalogObject } from "../catalog/catalog-object.ts";
import type { ObjectId } from "../catalog/object-id.ts";
import { readCatalog } from "../introspect/read-catalog.ts";
import { analyzeDependencies } from "./analyze-dependencies.ts";

// The law: whatever the server drops or changes along with a table or column is in the report about it.

const seed = Number(process.env.DATAFLOW_TEST_SEED ?? Date.now() % 2 ** 31);
const numRuns = Number(process.env.DATAFLOW_TEST_RUNS ?? 4);
console.log(`dependency oracle seed: ${seed} (replay with DATAFLOW_TEST_SEED=${seed})`);

const [sqlite, postgres] = databases;
if (sqlite === undefined || postgres === undefined) throw new Error("both databases are needed");

const quoted = (path: readonly string[]) => path.map((name) => `"${name.replaceAll('"', '""')}"`).join(".");

describe("PostgreSQL", () => {
  const tape = fc.array(fc.nat(1000), { minLength: 50, maxLength: 300 });

  it("drops nothing with CASCADE that the report does not name, and refuses only what has dependents", async () => {
    const property = fc.asyncProperty(tape, async (numbers) => {
      const connection = connect(await postgres.freshUrl());
      try {
        for (const sql of postgresSchema(numbers)) await connection.run(sql);
        await connection.run('CREATE PUBLICATION "all of it" FOR ALL TABLES');
        const catalog = await readCatalog(connection);
        for (const object of catalog.objects)
          if (object.kind === "table" || object.kind === "column") await assertDrop(connection, catalog, object);
      } finally {
        await connection.close();
      }
    });
    await fc.assert(property, { seed, numRuns, endOnFailure: true });
  }, 240_000);

  it("finds them in a hand-written schema", async () => {
    const connection = connect(await postgres.freshUrl());
    for (const sql of [
      "CREATE TABLE a (id serial PRIMARY KEY, x int, y text, z numeric)",
      "CREATE TABLE b (id int DEFAULT nextval('a_id_seq'), a int REFERENCES a, whole a)",
      "CREATE TYPE holder AS (one a, two int)",
      "CREATE DOMAIN held AS holder CHECK ((VALUE).two > 0)",
      "CREATE TABLE c (h held)",
      "CREATE FUNCTION g(a) RETURNS int LANGUAGE sql IMMUTABLE RETURN ($1).x",
      "CREATE INDEX i ON a (g(a))",
      "CREATE VIEW v AS SELECT a.id, a.y, count(*) FROM a JOIN b ON b.a = a.id GROUP BY a.id",
      "CREATE VIEW w AS SELECT a FROM a",
      "CREATE FUNCTION h() RETURNS SETOF v LANGUAGE sql BEGIN ATOMIC SELECT * FROM v; END",
      "CREATE MATERIALIZED VIEW m AS SELECT * FROM h()",
      "CREATE INDEX ON m (id)",
      "CREATE TABLE d (LIKE a) ",
      "CREATE TABLE e (extra int) INHERITS (a)",
      "CREATE VIEW of_e AS SELECT y, extra FROM e",
      "CREATE POLICY p ON b USING (EXISTS (SELECT FROM a WHERE a.x = b.id))",
      "CREATE RULE r AS ON INSERT TO v DO INSTEAD INSERT INTO a (y) VALUES (new.y)",
      "CREATE PUBLICATION pub FOR TABLE a",
    ])
      await connection.run(sql);
    const catalog = await readCatalog(connection);
    for (const object of catalog.objects)
      if (object.kind === "table" || object.kind === "column" || object.kind === "view")
        await assertDrop(connection, catalog, object);
    await connection.close();
  });
});

/** Drops it with everything, looks at what is gone or changed, and takes it back. */
async function assertDrop(connection: Connection, catalog: Catalog, object: CatalogObject): Promise<void> {
  // A column that is only there with its parent's is dropped with it, or not at all.
  if (object.kind === "column" && object.definition.inherited === true) return;
  const report = await analyzeDependencies(catalog, object);
  const drop =
    object.kind === "column"
      ? `ALTER TABLE ${quoted(object.path.slice(0, -1))} DROP COLUMN ${quoted(object.path.slice(-1))}`
      : `DROP ${object.kind.toUpperCase()} ${quoted(object.path)}`;
  const named = new Set<string>([object.id, ...report.dependencies.map((one) => one.object)]);
  const after = await dropped(connection, `${drop} CASCADE`);
  if (after === undefined) return expect(report.dependencies, `${object.id} cannot be dropped`).not.toEqual([]);
  const missing = goneOrChanged(catalog, after).filter((id) => !isNamed(id, named, catalog));
  expect(missing, `what goes with ${object.id}`).toEqual([]);
  if ((await dropped(connection, `${drop} RESTRICT`)) === undefined)
    expect(
      report.dependencies.some(({ object: id }) => isElsewhere(id, object, catalog)),
      object.id,
    ).toBe(true);
}

/** The catalog after a statement that is taken back; undefined when the server refuses it. */
async function dropped(connection: Connection, sql: string): Promise<Catalog | undefined> {
  let after: Catalog | undefined;
  await connection
    .transaction(async () => {
      await connection.run(sql);
      after = await readCatalog(connection);
      throw new TakenBack();
    })
    .catch((error: unknown) => {
      const isInherited = String(error).includes("inherited");
      if (!(error instanceof TakenBack) && !isInherited && error instanceof TypeError) throw error;
    });
  return after;
}

class TakenBack extends Error {}

function goneOrChanged(before: Catalog, after: Catalog): readonly ObjectId[] {
  const left = indexCatalog(after);
  return before.objects
    .filter((object) => {
      const now = left.get(object.id);
      return now === undefined || definitionHash(now) !== definitionHash(object);
    })
    .map(({ id }) => id);
}

/** What belongs to something named goes with it; comments and privileges are no dependents. */
function isNamed(id: ObjectId, named: ReadonlySet<string>, catalog: Catalog): boolean {
  const object = indexCatalog(catalog).get(id);
  if (named.has(id) || object === undefined) return true;
  if (["comment", "grant", "sequenceOwner"].includes(object.kind)) return true;
  return object.kind === "column" && object.parent !== undefined && named.has(object.parent);
}

function isElsewhere(id: string, subject: CatalogObject, catalog: Catalog): boolean {
  const object = catalog.objects.find((one) => one.id === id);
  return object === undefined || object.parent !== subject.id;
}

describe("SQLite", () => {
  const CODE = [
    "CREATE VIEW v1 AS SELECT a.x, b.y AS other FROM a JOIN b ON b.a = a.id",
    'CREATE VIEW v2 AS SELECT "other" FROM v1 WHERE x > 1',
    "CREATE VIEW v3 AS WITH a AS (SELECT 1 AS z) SELECT * FROM a",
    "CREATE VIEW v4 AS SELECT (SELECT max(y) FROM B) AS m",
    "CREATE TRIGGER t1 AFTER UPDATE OF x ON a BEGIN UPDATE b SET y = NEW.x WHERE a = OLD.id; END",
    "CREATE TRIGGER t2 INSTEAD OF INSERT ON v1 BEGIN INSERT INTO a (x) VALUES (NEW.x); END",
    "CREATE INDEX i1 ON a (x) WHERE z > 1",
    "CREATE UNIQUE INDEX i2 ON b (lower(y))",
  ];

  it("names whatever keeps a column from being dropped, and every view that a dropped table breaks", async () => {
    const connection = connect(await sqlite.freshUrl());
    for (const sql of [
      "CREATE TABLE a (id INTEGER PRIMARY KEY, x INTEGER, z INTEGER, g INTEGER GENERATED ALWAYS AS (x + z), free TEXT)",
      "CREATE TABLE b (a INTEGER REFERENCES a ON DELETE CASCADE, y TEXT, free TEXT, CHECK (length(y) > a))",
      ...CODE,
    ])
      await connection.run(sql);
    const catalog = await readCatalog(connection);
    const views = catalog.objects.filter(({ kind }) => kind === "view");
    for (const object of catalog.objects) {
      if (object.kind !== "column" && object.kind !== "table") continue;
      const report = await analyzeDependencies(catalog, object);
      const names = report.dependencies.map(({ objectName }) => objectName.split(".").at(-1) ?? "");
      if (object.kind === "column") {
        const refusal = await refused(connection, object);
        if (refusal === undefined) continue;
        expect(report.dependencies, object.id).not.toEqual([]);
        const culprit = /error in (?:view|trigger|index) (\w+)/.exec(refusal)?.[1];
        if (culprit !== undefined) expect(names, `${object.id}: ${refusal}`).toContain(culprit);
      } else {
        for (const view of await brokenBy(connection, object, views)) expect(names, object.id).toContain(view);
      }
    }
    await connection.close();
  });

  async function refused(connection: Connection, { path }: CatalogObject): Promise<string | undefined> {
    const drop = `ALTER TABLE ${quoted(path.slice(0, -1))} DROP COLUMN ${quoted(path.slice(-1))}`;
    try {
      await connection.transaction(async () => {
        await connection.run(drop);
        throw new TakenBack();
      });
    } catch (error) {
      if (error instanceof TakenBack) return undefined;
      return error instanceof Error && error.cause instanceof Error ? error.cause.message : String(error);
    }
    return undefined;
  }

  async function brokenBy(connection: Connection, table: CatalogObject, views: readonly CatalogObject[]) {
    const broken: string[] = [];
    await connection
      .transaction(async () => {
        await connection.run("PRAGMA defer_foreign_keys = ON");
        await connection.run(`DROP TABLE ${quoted(table.path)}`);
        for (const { path } of views)
          await connection
            .transaction(() => connection.query(`SELECT * FROM ${quoted(path)} LIMIT 0`))
            .catch(() => broken.push(path[0] ?? ""));
        throw new TakenBack();
      })
      .catch(() => undefined);
    return broken;
  }
});
