import { databases } from "@dataflow-tooling/vitest";
import { describe, expect, it } from "vitest";
import { open } from "../../test-support.fixture.ts";
import { regexp } from "./regex-function.ts";

const SQLITE = databases.filter(({ name }) => name === "sqlite");

describe.each([...SQLITE, { name: "memory", freshUrl: async () => "sqlite::memory:" }])(
  "REGEXP on $name",
  ({ freshUrl }) => {
    const matching = "SELECT id FROM t WHERE name REGEXP ? ORDER BY id";

    it("is there for statements, streams and transactions", async () => {
      const connection = open(await freshUrl());
      await connection.run(
        "CREATE TABLE t (id INTEGER PRIMARY KEY, name TEXT); INSERT INTO t VALUES (1, 'aab'), (2, 'ba'), (3, NULL)",
      );
      expect((await connection.execute({ text: matching }, ["^a+b$"])).rows).toEqual([[1]]);
      expect((await connection.query(matching, ["a"])).rows).toEqual([{ id: 1 }, { id: 2 }]);
      await connection.transaction(async () => {
        const negated = "DELETE FROM t WHERE name NOT REGEXP ? RETURNING id";
        expect((await connection.execute({ text: negated }, ["^b"])).rows).toEqual([[1]]);
        // A read beside the transaction sees what was there before, by another handle where there is one.
        expect((await connection.execute({ text: matching }, ["b"])).rows).toEqual([[2]]);
      });
    });
  },
);

describe("regexp", () => {
  it("is null where one of the two is no text", () => {
    expect([regexp("a", null), regexp(null, "a"), regexp("a", 5n)]).toEqual([null, null, null]);
  });

  it("takes no longer for an expression that explodes elsewhere", () => {
    const text = `${"a".repeat(50_000)}!`;
    expect(["^(a+)+$", "^(a|aa)+$", "(x+x+)+y"].map((expression) => regexp(expression, text))).toEqual([0, 0, 0]);
  });

  it("forgets expressions that were not used again, and still knows them", () => {
    for (let index = 0; index < 300; index++) expect(regexp(`^a{${index}}$`, "a".repeat(index))).toBe(1);
    expect(regexp("^a{0}$", "")).toBe(1);
  });
});
