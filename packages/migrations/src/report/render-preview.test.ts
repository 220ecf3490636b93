import { PassThrough } from "node:stream";
import { type Connection, connect } from "@dataflow/database";
import { databases } from "@dataflow-tooling/vitest";
import { afterEach, describe, expect, it } from "vitest";
import { evolveSchema } from "../evolve/evolve-schema.ts";
import { migrateModels } from "../evolve/migrate-models.ts";
import { column, INTEGER, nullable, TEXT, table } from "../example-tables.fixture.ts";
import { renderPreview } from "./render-preview.ts";

const connections: Connection[] = [];
afterEach(async () => {
  for (const connection of connections.splice(0)) await connection.close();
});

const before = {
  tables: [
    table("users", [column("name", TEXT), column("note", TEXT), nullable("age", { kind: "bigint" })]),
    table("drafts", [nullable("title", TEXT)]),
  ],
};
const after = {
  tables: [
    table("users", [column("full_name", TEXT), nullable("age", INTEGER), nullable("city", TEXT)], {
      indexes: [{ name: "users_age_idx", columns: [{ name: "age", direction: "asc" }], unique: false }],
    }),
  ],
};

async function prepared(url: string): Promise<Connection> {
  const connection = connect(url);
  connections.push(connection);
  await evolveSchema(connection, before);
  await connection.run("INSERT INTO users (name, note, age) VALUES ('Ann', 'x', 1)");
  return connection;
}

/** A connection on which nothing can be written. */
async function reading(connection: Connection, url: string): Promise<Connection> {
  const name = decodeURIComponent(new URL(url).pathname.slice(1));
  if (connection.dialect === "postgres")
    await connection.run(`ALTER DATABASE "${name}" SET default_transaction_read_only = on`);
  const reader = connect(connection.dialect === "postgres" ? url : `${url}?mode=ro`);
  connections.push(reader);
  return reader;
}

describe.each(databases)("a preview on $name", ({ name, freshUrl }) => {
  it("reads like a review, and is the same every time", async () => {
    const connection = await prepared(await freshUrl());
    const options = { dryRun: true, allow: ["drop column users.note"] };
    const { preview, success } = await migrateModels(connection, after, options);
    expect(success).toBe(false);
    const text = renderPreview(preview).replace(connection.target, "<target>");
    await expect(text).toMatchFileSnapshot(`./snapshots/preview.${name}.txt`);
    expect((await migrateModels(connection, after, options)).preview).toEqual(preview);
  });

  it("writes nothing", async () => {
    const url = await freshUrl();
    const reader = await reading(await prepared(url), url);
    const allow = ["drop table drafts", "drop column users.note"] as const;
    expect(await migrateModels(reader, after, { dryRun: true, allow })).toMatchObject({ success: false });
    await expect(reader.run("CREATE TABLE more (id INTEGER)")).rejects.toMatchObject({ code: "DATABASE.READ_ONLY" });
  });

  it("asks at a terminal, and takes only yes for yes", async () => {
    const connection = await prepared(await freshUrl());
    const wanted = { tables: [...before.tables, table("more")] };
    for (const [answer, isDone] of [
      ["n\n", false],
      ["\n", false],
      ["y\n", true],
    ] as const) {
      const [input, output] = [new PassThrough(), new PassThrough()];
      input.end(answer);
      const call = migrateModels(connection, wanted, {}, { input, output });
      if (isDone) expect(await call).toMatchObject({ success: true, migrations: [{ id: "createTable more" }] });
      else await expect(call).rejects.toMatchObject({ code: "MIGRATION.CONFIRMATION_NEEDED" });
      expect(String(output.read())).toContain("createTable more");
    }
  });
});
