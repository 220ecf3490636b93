import { readFile } from "node:fs/promises";
import { join } from "node:path";
import { type Connection, connect } from "@dataflow/database";
import { databases } from "@dataflow-tooling/vitest";
import { afterEach, describe, expect, it } from "vitest";
import { indexCatalog } from "../../catalog/catalog.ts";
import { readCatalog } from "../read-catalog.ts";

const open: Connection[] = [];
afterEach(async () => {
  await Promise.all(open.splice(0).map((connection) => connection.close()));
});

async function freshConnection(): Promise<Connection> {
  const url = await databases.find(({ name }) => name === "postgres")?.freshUrl();
  const connection = connect(url ?? "");
  open.push(connection);
  return connection;
}

describe("readCatalog on PostgreSQL", () => {
  it("reads an empty database as what every new one has", async () => {
    const { objects, unmodelled } = await readCatalog(await freshConnection());
    expect(objects.map(({ id }) => id)).toEqual([
      "comment extension plpgsql",
      "comment schema public",
      "extension plpgsql",
      "schema public",
    ]);
    expect(unmodelled).toEqual([]);
  });

  it("is frozen plain data that survives JSON", async () => {
    const connection = await freshConnection();
    await connection.run("CREATE TABLE t (id bigint PRIMARY KEY DEFAULT 9007199254740993)");
    const catalog = await readCatalog(connection);
    expect(JSON.parse(JSON.stringify(catalog))).toEqual(catalog);
    expect(Object.isFrozen(catalog.objects.at(-1)?.definition)).toBe(true);
    expect(JSON.stringify(catalog)).toContain("9007199254740993");
  });

  it("keeps a serial apart in column, sequence and owner", async () => {
    const connection = await freshConnection();
    await connection.run("CREATE TABLE t (id serial, n integer GENERATED ALWAYS AS IDENTITY)");
    const objects = indexCatalog(await readCatalog(connection));
    expect(objects.get("column public.t.id")).toMatchObject({
      definition: { default: "nextval('public.t_id_seq'::regclass)" },
      dependsOn: ["sequence public.t_id_seq", "table public.t"],
    });
    expect(objects.get("sequenceOwner public.t_id_seq")?.dependsOn).toEqual([
      "column public.t.id",
      "sequence public.t_id_seq",
    ]);
    expect(objects.has("sequence public.t_n_seq")).toBe(false);
  });

  it("says what depends on what", async () => {
    const connection = await freshConnection();
    await connection.run(`
      CREATE FUNCTION twice(n integer) RETURNS integer LANGUAGE sql IMMUTABLE AS 'SELECT n * 2';
      CREATE TABLE a (id integer, part integer, doubled integer GENERATED ALWAYS AS (twice(id)) STORED, PRIMARY KEY (id, part))
        PARTITION BY RANGE (part);
      CREATE TABLE a1 PARTITION OF a DEFAULT;
      CREATE TABLE b (id integer, part integer, FOREIGN KEY (id, part) REFERENCES a1);
      CREATE VIEW grouped AS SELECT id, part, doubled FROM a GROUP BY id, part;
      CREATE VIEW outer_view AS SELECT id FROM grouped`);
    const objects = indexCatalog(await readCatalog(connection));
    expect(objects.get("column public.a.doubled")?.dependsOn).toContain("function public.twice(integer)");
    expect(objects.get("column public.a.doubled")?.dependsOn).toContain("column public.a.id");
    // The key of a partition is there with its parent's, which is the object.
    expect(objects.get("constraint public.b.b_id_part_fkey")?.dependsOn).toContain("constraint public.a.a_pkey");
    expect(objects.has("constraint public.a1.a1_pkey")).toBe(false);
    expect(objects.get("view public.grouped")?.dependsOn).toContain("constraint public.a.a_pkey");
    expect(objects.get("view public.outer_view")?.dependsOn).toEqual(["schema public", "view public.grouped"]);
    expect(objects.get("table public.a1")?.dependsOn).toEqual(["schema public", "table public.a"]);
    for (const { dependsOn } of objects.values()) expect(dependsOn.filter((id) => !objects.has(id))).toEqual([]);
  });

  it("reads only the schemas that are asked for", async () => {
    const connection = await freshConnection();
    await connection.run(`CREATE SCHEMA "it's"; CREATE TABLE "it's".a (id integer PRIMARY KEY);
      CREATE TABLE b (a integer REFERENCES "it's".a); CREATE PUBLICATION p FOR ALL TABLES`);
    const some = await readCatalog(connection, { schemas: ["it's", "no such"] });
    expect(some.objects.map(({ id }) => id)).toEqual([
      `column "it's".a.id`,
      `constraint "it's".a.a_pkey`,
      `schema "it's"`,
      `table "it's".a`,
    ]);
    await connection.run(`CREATE STATISTICS "it's".s ON a, (a + 1) FROM b`);
    expect((await readCatalog(connection, { schemas: ["it's"] })).objects).toHaveLength(4);
    const other = indexCatalog(await readCatalog(connection, { schemas: ["public"] }));
    expect(other.get("constraint public.b.b_a_fkey")?.definition).toMatchObject({
      references: { table: `table "it's".a`, columns: ["id"] },
    });
    expect(other.has("publication p")).toBe(false);
  });

  it("leaves out what belongs to an extension, and to a session alone", async () => {
    const connection = await freshConnection();
    await connection.run("CREATE SCHEMA ext; CREATE EXTENSION hstore SCHEMA ext; CREATE TABLE t (h ext.hstore)");
    await connection.transaction(async () => {
      await connection.run("CREATE TEMPORARY TABLE mine (id integer); CREATE TEMPORARY VIEW seen AS SELECT 1");
      const objects = indexCatalog(await readCatalog(connection));
      expect([...objects.keys()].filter((id) => id.startsWith("function") || id.includes("mine"))).toEqual([]);
      expect(objects.get("column public.t.h")?.dependsOn).toEqual(["extension hstore", "table public.t"]);
      expect(objects.get("extension hstore")?.definition).toEqual({ schema: "ext" });
    });
  });

  it("qualifies every name whatever the caller's settings, and leaves those as they are", async () => {
    const connection = await freshConnection();
    await connection.run(
      "CREATE SCHEMA app; CREATE TYPE app.mood AS ENUM ('a'); CREATE TABLE app.t (m app.mood DEFAULT 'a')",
    );
    const outside = await readCatalog(connection);
    await connection.transaction(async () => {
      await connection.run("SET LOCAL search_path = app, public; SET LOCAL quote_all_identifiers = on");
      expect(await readCatalog(connection)).toEqual(outside);
      const { rows } = await connection.query(
        "SELECT current_setting('search_path') AS path, to_regclass('t')::text AS t",
      );
      expect(rows).toEqual([{ path: "app, public", t: '"t"' }]);
    });
  });

  it("reads what belongs to something that is only a part of an object", async () => {
    const connection = await freshConnection();
    await connection.run(`
      CREATE TABLE t (id integer GENERATED ALWAYS AS IDENTITY PRIMARY KEY, n integer);
      ALTER TABLE t CLUSTER ON t_pkey; COMMENT ON SEQUENCE t_id_seq IS 'counts'; GRANT USAGE ON SEQUENCE t_id_seq TO PUBLIC;
      CREATE INDEX i ON t (n, (n + 1)); ALTER INDEX i ALTER COLUMN 2 SET STATISTICS 5`);
    const objects = indexCatalog(await readCatalog(connection));
    expect(objects.get("comment sequence public.t.id")).toMatchObject({
      parent: "column public.t.id",
      definition: { text: "counts" },
    });
    expect(objects.get("grant sequence public.t.id to public")?.definition).toMatchObject({ privileges: ["USAGE"] });
    expect(objects.get("constraint public.t.t_pkey")?.definition).toMatchObject({ clustered: true });
    expect(objects.get("index public.i")?.definition).toMatchObject({ statistics: { "2": 5 } });
  });

  it("writes plain indexes as the server does", async () => {
    const connection = await freshConnection();
    await connection.run(await readFile(join(import.meta.dirname, "hard-schemas", "corners.sql"), "utf8"));
    const written = await connection.transaction(async () => {
      await connection.run("SET LOCAL search_path = ''");
      const { rows } = await connection.query(`SELECT pg_get_indexdef(indexrelid) AS sql FROM pg_index
        WHERE indexrelid >= 16384 AND indrelid <> 'public.levels'::regclass`);
      return new Set(rows.map(({ sql }) => String(sql)));
    });
    const read = (await readCatalog(connection)).objects.flatMap((object) => (object.kind === "index" ? [object] : []));
    expect(read.length).toBeGreaterThan(25);
    // An index of a partitioned table is the one thing that is said otherwise.
    const others = read.filter(
      ({ parent, definition }) => parent !== "table public.levels" && !written.has(definition.sql),
    );
    expect(others.map(({ definition }) => definition.sql)).toEqual([]);
  });

  it("does not see what another transaction has not committed", async () => {
    const url = (await databases.find(({ name }) => name === "postgres")?.freshUrl()) ?? "";
    const [one, two] = [connect(url), connect(url)];
    open.push(one, two);
    await one.transaction(async () => {
      await one.run("CREATE TABLE t (id integer)");
      expect(indexCatalog(await readCatalog(one)).has("table public.t")).toBe(true);
      expect(indexCatalog(await readCatalog(two)).has("table public.t")).toBe(false);
    });
  });

  it("refuses options that it does not have", async () => {
    const connection = await freshConnection();
    // A program without types may pass anything.
    const wrong = [{ schema: ["public"] }, { schemas: [] }, { schemas: "public" }] as readonly object[];
    await expect(readCatalog(connection, wrong[0])).rejects.toMatchObject({
      code: "MIGRATION.UNKNOWN_OPTION",
      fix: expect.stringContaining("schemas"),
    });
    await expect(readCatalog(connection, wrong[1])).rejects.toMatchObject({ code: "MIGRATION.INVALID_OPTION" });
    await expect(readCatalog(connection, wrong[2])).rejects.toMatchObject({ code: "MIGRATION.INVALID_OPTION" });
  });
});
