import { readFile } from "node:fs/promises";
import { expect, it } from "vitest";
import { connect } from "../../connection/connect.ts";
import { codeOf, freshUrl, open } from "../../test-support.fixture.ts";
import { parseDatabaseUrl } from "../../url/parse-database-url.ts";

it("starts a database in memory with the contents of a file, and leaves both alone", async () => {
  const url = await freshUrl("sqlite");
  const file = connect(url);
  await file.run("CREATE TABLE t (id INTEGER PRIMARY KEY); INSERT INTO t VALUES (1), (2)");
  await file.close();
  const description = parseDatabaseUrl(url);
  if (description.dialect !== "sqlite") throw new Error("not a file");
  const image = await readFile(description.file);
  const before = Buffer.from(image);
  for (let copy = 0; copy < 2; copy++) {
    const connection = connect({ dialect: "sqlite", file: ":memory:", image });
    await connection.run("INSERT INTO t VALUES (3)");
    expect((await connection.query("SELECT id FROM t")).rows).toEqual([{ id: 1 }, { id: 2 }, { id: 3 }]);
    await connection.close();
  }
  expect(before.equals(image)).toBe(true);
  expect((await open(url).query("SELECT count(*) AS count FROM t")).rows).toEqual([{ count: 2 }]);
});

it("says so when the image is no database", async () => {
  const connection = connect({ dialect: "sqlite", file: ":memory:", image: Buffer.alloc(4096, 7) });
  expect(await codeOf(() => connection.query("SELECT 1"))).toBe("DATABASE.NOT_A_DATABASE");
});
