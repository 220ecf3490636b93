/** The indexes that a model declares serve its pages, on tables that DataFlow made: before, at and after nulls too. */

import { defineModel, field } from "@dataflow/model";
import { describe, expect, it, vi } from "vitest";
import { databases, openDatabase } from "./open-database.ts";

const Log = defineModel(
  "Log",
  { level: field.text(), note: field.text().optional() },
  {
    timestamps: false,
    indexes: [
      { fields: ["level", "id"] },
      { fields: ["level", "-id"], name: "logs_level_newest" },
      { fields: ["note", "id"] },
    ],
  },
);
const ROWS = 6_000;
const EXPLAIN = { postgres: "EXPLAIN (ANALYZE, COSTS OFF, TIMING OFF)", sqlite: "EXPLAIN QUERY PLAN" } as const;

describe.each(databases)("pages on $name", (database) => {
  it("are read from the indexes of their model", async () => {
    const db = await openDatabase(database, { models: { Log } });
    const logs = db.models.Log;
    await logs.bulkCreate(
      Array.from({ length: ROWS }, (_, index) => ({
        level: `l${index % 4}`,
        note: index % 3 === 0 ? null : `n${index % 1000}`,
      })),
    );
    await db.connection.run("ANALYZE logs");
    const executed = vi.spyOn(db.connection, "execute");
    for (const orderBy of [["level"], ["level", "-id"], ["note"], ["-note"]] as const) {
      let page = await logs.list({ orderBy, limit: 50 });
      while (page.nextCursor !== null) {
        executed.mockClear();
        page = await logs.list({ orderBy, limit: 50, cursor: page.nextCursor });
        const [statement, parameters = []] = executed.mock.lastCall ?? [];
        const lines = await db.connection.execute({ text: `${EXPLAIN[database.name]} ${statement?.text}` }, parameters);
        const shown = lines.rows.map((line) => String(line.at(-1))).join("\n");
        expect(shown).toMatch(/Index (?:Only )?Scan|SEARCH logs USING/);
        expect(shown).not.toMatch(/Seq Scan|SCAN logs|TEMP B-TREE/);
        // What is left of a level, or rows that an index of one field gives, may be more than a page, but never a level.
        for (const [, rows] of shown.matchAll(/(?:actual rows=|Rows Removed by Filter: )(\d+)/g)) {
          expect(Number(rows)).toBeLessThan(ROWS / 8);
        }
      }
    }
  });
});
