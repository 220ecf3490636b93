import type { ColumnType, Table } from "@dataflow/core";
import { matchesDocument } from "@dataflow-tooling/vitest";
import fc from "fast-check";
import { afterAll, beforeAll, expect, it } from "vitest";
import { keyedTable } from "../../test/keyed-table.ts";
import { closeRunners, openRunners, type QueryRunner, storeRows } from "../../test/query-runner.ts";
import { propertyOptions, seed } from "../../test/seed.ts";
import { parseFilter } from "../parser/parse-filter.ts";
import { queryTable } from "../table/query-table-from-schema.ts";

/** Names that the printed SQL uses itself are among them. */
const TYPES: Readonly<Record<string, ColumnType>> = {
  j: { kind: "json" },
  value: { kind: "json" },
  t: { kind: "text" },
  r: { kind: "enum", values: ["a", "b"] },
  n: { kind: "integer" },
  big: { kind: "bigint" },
  d: { kind: "real" },
  flag: { kind: "boolean" },
};
const schema: Table = keyedTable("places", [
  ...Object.entries(TYPES).map(([name, type]) => ({ name, type, nullable: true })),
]);
const table = queryTable(schema);

const scalar = fc.constantFrom<unknown>(null, "", "a", "b", "é", "10", 0, 1, 0.1, -1.5, 1e21, 2 ** 53, true, false);
const { tree } = fc.letrec<{ tree: unknown }>((tie) => ({
  tree: fc.oneof(
    { maxDepth: 3, depthIdentifier: "places" },
    { weight: 3, arbitrary: scalar },
    { weight: 3, arbitrary: fc.dictionary(fc.constantFrom("a", "b", "0", "odd key"), tie("tree"), { maxKeys: 3 }) },
    { weight: 1, arbitrary: fc.array(tie("tree"), { maxLength: 3 }) },
  ),
}));
const rows = fc
  .sample(
    fc.record({
      j: tree,
      value: fc.option(fc.record({ a: tree, b: tree }, { requiredKeys: [] }), { freq: 5 }),
      t: fc.constantFrom(null, "", "a", "b", "é", "10"),
      r: fc.constantFrom(null, "a", "b"),
      n: fc.constantFrom(null, 0, 1, 10),
      big: fc.constantFrom(null, 0n, 1n, 2n ** 53n),
      d: fc.constantFrom(null, 0, 0.1, -1.5, 1e21),
      flag: fc.constantFrom(null, true, false),
    }),
    { seed, numRuns: 100 },
  )
  .map((row, index) => ({ ...row, id: index + 1 }));

const place = fc
  .tuple(
    fc.constantFrom("j", "value"),
    fc.array(fc.constantFrom("a", "a", "b", "0", "odd key", "none"), { maxLength: 4 }),
  )
  .map(([field, path]) => `$${[field, ...path].join(".")}`);
const other = fc.oneof(
  place,
  fc.constantFrom("$t", "$r", "$n", "$big", "$d", "$flag"),
  fc.oneof(scalar, tree).map(($literal) => ({ $literal })),
);
const comparison = fc
  .tuple(fc.constantFrom("$eq", "$ne", "$gt", "$gte", "$lt", "$lte"), place, other, fc.boolean())
  .map(([name, one, two, isTurned]) => ({ [name]: isTurned ? [two, one] : [one, two] }));
const expressions = fc.oneof(
  { weight: 3, arbitrary: comparison },
  { weight: 1, arbitrary: comparison.map((one) => ({ $not: [one] })) },
  { weight: 1, arbitrary: fc.tuple(comparison, comparison).map((both) => ({ $or: both })) },
);

let open: readonly QueryRunner[];

beforeAll(async () => {
  open = await openRunners(schema);
  await storeRows(open, table, rows);
});

afterAll(() => closeRunners(open));

it("compares places as the reference does, on every database", async () => {
  await fc.assert(
    fc.asyncProperty(expressions, async ($expr) => {
      // JavaScript compares numbers of both kinds; the reference knows one.
      const plain = rows.map((row) => ({ ...row, big: row.big === null ? null : Number(row.big) }));
      const expected = plain.filter((row) => matchesDocument({ $expr }, row)).map(({ id }) => id);
      for (const runner of open) {
        const where = parseFilter({ $expr }, table);
        const orderBy = [{ kind: "sort", field: "id", direction: "asc", nulls: "first" }] as const;
        const found = await runner.run({ kind: "select", table, fields: ["id"], where, orderBy });
        expect([runner.dialect, found.map(({ id }) => id)]).toEqual([runner.dialect, expected]);
      }
    }),
    propertyOptions(300),
  );
});
