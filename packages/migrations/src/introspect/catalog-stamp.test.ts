import { readFile } from "node:fs/promises";
import { join } from "node:path";
import { type Connection, connect } from "@dataflow/database";
import { databases } from "@dataflow-tooling/vitest";
import { afterEach, describe, expect, it } from "vitest";
import { catalogFingerprint } from "../catalog/catalog-fingerprint.ts";
import { catalogStamp } from "./catalog-stamp.ts";
import { readCatalog } from "./read-catalog.ts";

const open: Connection[] = [];
afterEach(async () => {
  await Promise.all(open.splice(0).map((connection) => connection.close()));
});

const postgres = databases.find(({ name }) => name === "postgres");

/** Statements of which the smaller schema has enough. */
const COVERED = /^(CREATE|--)(?! (POLICY|RULE|PUBLICATION|ROLE))/;

describe.each(databases)("catalogStamp on $name", ({ freshUrl }) => {
  it("stays the same while only rows change", async () => {
    const connection = connect(await freshUrl());
    open.push(connection);
    await connection.run("CREATE TABLE notes (id INTEGER PRIMARY KEY, text TEXT)");
    // The first time, statistics get tables of their own.
    await connection.run("ANALYZE");
    const before = await catalogStamp(connection);
    await connection.run("INSERT INTO notes VALUES (1, 'a'), (2, 'b')");
    await connection.run("UPDATE notes SET text = 'c'");
    await connection.run("DELETE FROM notes WHERE id = 1");
    await connection.run("ANALYZE");
    expect(await catalogStamp(connection)).toBe(before);
    await connection.run("CREATE INDEX notes_text ON notes (text)");
    expect(await catalogStamp(connection)).not.toBe(before);
  });
});

describe("catalogStamp on a server", () => {
  it("does not see what belongs to a session alone", async () => {
    const connection = connect((await postgres?.freshUrl()) ?? "");
    open.push(connection);
    await connection.run("CREATE SEQUENCE s; CREATE TABLE t (id serial PRIMARY KEY)");
    const before = await catalogStamp(connection);
    await connection.run(
      "CREATE TEMPORARY TABLE mine (id serial PRIMARY KEY, name text DEFAULT 'x' CHECK (name <> ''))",
    );
    await connection.run("SELECT nextval('s'); INSERT INTO t DEFAULT VALUES");
    await connection.run("DROP TABLE mine");
    expect(await catalogStamp(connection)).toBe(before);
  });

  it.each(["shop", "everything", "corners"])(
    "changes with every statement of the schema %s that changes the catalog",
    async (name) => {
      const connection = connect((await postgres?.freshUrl()) ?? "");
      open.push(connection);
      const file = await readFile(join(import.meta.dirname, "postgres/hard-schemas", `${name}.sql`), "utf8");
      const statements = file.split(/;\n(?=[A-Z])/);
      const isCovered = (sql: string): boolean => name !== "shop" && COVERED.test(sql);
      let stamp = await catalogStamp(connection);
      let fingerprint = catalogFingerprint(await readCatalog(connection));
      for (const sql of statements) {
        await connection.run(sql);
        if (isCovered(sql)) continue;
        const [nextStamp, nextFingerprint] = [
          await catalogStamp(connection),
          catalogFingerprint(await readCatalog(connection)),
        ];
        if (nextFingerprint !== fingerprint) expect(nextStamp, sql).not.toBe(stamp);
        [stamp, fingerprint] = [nextStamp, nextFingerprint];
      }
    },
  );
});
