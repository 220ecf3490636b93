import pg from "pg";
import { describe, expect, it } from "vitest";
import { databases } from "./index.ts";

describe.each(databases)("$name", ({ name, freshUrl }) => {
  it("gives a new database each time", async () => {
    expect(await freshUrl()).not.toBe(await freshUrl());
  });

  it("gives the form of URL that DataFlow reads", async () => {
    const form = name === "sqlite" ? /^sqlite:\/\/\/\// : /^postgres(ql)?:\/\//;
    expect(await freshUrl()).toMatch(form);
  });
});

it("gives PostgreSQL databases that are empty and that the plain driver connects to", async () => {
  const postgres = databases.find(({ name }) => name === "postgres");
  const client = new pg.Client({ connectionString: await postgres?.freshUrl() });
  await client.connect();
  const { rows } = await client.query("select count(*)::int as count from pg_tables where schemaname = 'public'");
  await client.end();
  expect(rows).toEqual([{ count: 0 }]);
});
