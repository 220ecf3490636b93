import type { Table } from "@dataflow/core";
import { matchesSearch } from "@dataflow-tooling/vitest";
import fc from "fast-check";
import { afterAll, beforeAll, expect, it } from "vitest";
import { keyedTable } from "../../test/keyed-table.ts";
import { closeRunners, openRunners, type QueryRunner, storeRows } from "../../test/query-runner.ts";
import { propertyOptions, seed } from "../../test/seed.ts";
import { textIndexStatements } from "../dialects/text-indexes.ts";
import { parseFilter } from "../parser/parse-filter.ts";
import { queryTable } from "../table/query-table-from-schema.ts";

const schema: Table = {
  ...keyedTable("notes", [
    { name: "title", type: { kind: "text" }, nullable: true },
    { name: "body", type: { kind: "text" }, nullable: false },
  ]),
  textIndex: { name: "notes_text", columns: ["title", "body"] },
};
const table = queryTable(schema);

const LETTERS = ["a", "A", "b", "é", "É", "e\u0301", "\u0301", "ß", "Σ", "σ", "Й", "ि", "ह", "中", "7", "٣", "İ"];
const SIGNS = ["_", "-", "'", '"', ".", "@", "/", "%", "\\", "(", "*", ":", "&", "|", "!", "<", "\n", "\t", "\u00a0"];
const SYMBOLS = ["😀", "🤤", "❤️", "‍", "ﬁ", "·", "…", "\u2028"];
const nasty = fc
  .array(
    fc.oneof(
      { weight: 6, arbitrary: fc.constantFrom("a", "b", "ab", "aé", "cafe") },
      { weight: 5, arbitrary: fc.constant(" ") },
      { weight: 3, arbitrary: fc.constantFrom(...LETTERS) },
      { weight: 2, arbitrary: fc.constantFrom(...SIGNS) },
      { weight: 1, arbitrary: fc.constantFrom(...SYMBOLS) },
    ),
    { maxLength: 12 },
  )
  .map((parts) => parts.join(""));
const searches = fc.oneof(
  nasty,
  fc
    .array(fc.tuple(fc.constantFrom("", "", "-"), fc.constantFrom("", '"'), nasty), { minLength: 1, maxLength: 3 })
    .map((parts) => parts.map(([dash, quote, text]) => `${dash}${quote}${text}${quote}`).join(" ")),
);

let open: readonly QueryRunner[];
const rows = fc
  .sample(fc.tuple(fc.option(nasty), nasty), { seed, numRuns: 150 })
  .map(([title, body], index) => ({ id: index + 1, title, body }));

beforeAll(async () => {
  open = await openRunners(schema);
  for (const runner of open) {
    for (const { sql } of textIndexStatements(schema, runner.dialect)) await runner.query(sql);
  }
  await storeRows(open, table, rows);
});

afterAll(() => closeRunners(open));

it("finds the rows that the reference finds, on every database", async () => {
  let found = 0;
  await fc.assert(
    fc.asyncProperty(searches, fc.boolean(), async ($search, isNegated) => {
      const filter = isNegated ? { $nor: [{ $text: { $search } }] } : { $text: { $search } };
      const expected = rows.filter(({ title, body }) => matchesSearch($search, [title, body]) !== isNegated);
      found += expected.length > 0 && expected.length < rows.length ? 1 : 0;
      for (const runner of open) {
        const where = parseFilter(filter, table);
        const orderBy = [{ kind: "sort", field: "id", direction: "asc", nulls: "first" }] as const;
        const ids = (await runner.run({ kind: "select", table, fields: ["id"], where, orderBy })).map(({ id }) => id);
        expect([runner.dialect, ids]).toEqual([runner.dialect, expected.map(({ id }) => id)]);
      }
    }),
    propertyOptions(600),
  );
  expect(found).toBeGreaterThan(150);
});
