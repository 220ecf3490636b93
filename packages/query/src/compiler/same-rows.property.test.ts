import { anyValue, fewValues, filteredDocuments, filters } from "@dataflow/testing-base/arbitraries";
import fc from "fast-check";
import { afterAll, beforeAll, expect, it } from "vitest";
import { matchesFilter } from "../../test/matches-filter.ts";
import { closeRunners, openRunners, type QueryRunner, storeRows } from "../../test/query-runner.ts";
import { AWKWARD_TYPES, SAMPLE_TYPES, sampleQueryTable, sampleTable } from "../../test/sample-tables.ts";
import { propertyOptions, seed } from "../../test/seed.ts";
import { everything } from "../ast/everything-node.ts";
import { parseFilter } from "../parser/parse-filter.ts";

const schema = sampleTable({ ...SAMPLE_TYPES, ...AWKWARD_TYPES }, ["text", "integer", "real", "price", "boolean"]);
const table = sampleQueryTable(schema);
const ROW_COUNT = 80;

let open: readonly QueryRunner[];
let rows: readonly Readonly<Record<string, unknown>>[];

beforeAll(async () => {
  const rowArbitrary = fc.record(
    Object.fromEntries(
      [...table.fields.values()].map(({ name, type, nullable }) => {
        const value =
          type.kind === "json"
            ? filteredDocuments
            : type.kind === "array"
              ? fc.array(fewValues(type.element), { maxLength: 3 })
              : type.kind === "unknown"
                ? anyValue(type)
                : fewValues(type);
        return [name, nullable ? fc.option(value, { freq: 5 }) : value];
      }),
    ),
  );
  rows = fc.sample(rowArbitrary, { seed, numRuns: ROW_COUNT }).map((row, index) => ({ ...row, id: index + 1 }));
  open = await openRunners(schema);
  await storeRows(open, table, rows);
});

afterAll(() => closeRunners(open));

async function idsOn(runner: QueryRunner, filter: object): Promise<readonly unknown[]> {
  const where = parseFilter(filter, table);
  const found = await runner.run({
    kind: "select",
    table,
    fields: ["id"],
    where,
    orderBy: [{ kind: "sort", field: "id", direction: "asc", nulls: "first" }],
  });
  return found.map(({ id }) => id);
}

it("gives the rows that the reference gives, on every database", async () => {
  await fc.assert(
    fc.asyncProperty(filters(table), async (filter) => {
      const expected = rows.filter((row) => matchesFilter(filter, row, table)).map(({ id }) => id);
      for (const runner of open)
        expect([runner.dialect, await idsOn(runner, filter)]).toEqual([runner.dialect, expected]);
    }),
    propertyOptions(1500),
  );
});

it("has two values: a filter and its negation share no row and leave none out", async () => {
  await fc.assert(
    fc.asyncProperty(filters(table), async (filter) => {
      for (const runner of open) {
        const count = async (where: object) =>
          Number((await runner.run({ kind: "count", table, where: parseFilter(where, table) }))[0]?.count);
        expect((await count(filter)) + (await count({ $nor: [filter] }))).toBe(ROW_COUNT);
      }
    }),
    propertyOptions(200),
  );
});

it("keeps De Morgan's laws", async () => {
  await fc.assert(
    fc.asyncProperty(filters(table), filters(table), async (a, b) => {
      for (const runner of open) {
        expect(await idsOn(runner, { $not: { $and: [a, b] } })).toEqual(
          await idsOn(runner, { $or: [{ $not: a }, { $not: b }] }),
        );
        expect(await idsOn(runner, { $nor: [a, b] })).toEqual(
          await idsOn(runner, { $and: [{ $not: a }, { $not: b }] }),
        );
      }
    }),
    propertyOptions(150),
  );
});

it("orders rows alike on every database", async () => {
  const sortable = [...table.fields.values()].filter(({ type }) => type.kind !== "json" && type.kind !== "array");
  const keys = fc.uniqueArray(
    fc.record({
      field: fc.constantFrom(...sortable.map(({ name }) => name)),
      direction: fc.constantFrom("asc" as const, "desc" as const),
      nulls: fc.constantFrom("first" as const, "last" as const),
    }),
    { selector: ({ field }) => field, minLength: 1, maxLength: 3 },
  );
  await fc.assert(
    fc.asyncProperty(keys, fc.nat({ max: 90 }), fc.nat({ max: 90 }), async (sort, limit, offset) => {
      const orderBy = sort.map((key) => ({ kind: "sort" as const, ...key }));
      const results = await Promise.all(
        open.map((runner) => runner.run({ kind: "select", table, where: everything(), orderBy, limit, offset })),
      );
      expect(results[1]).toEqual(results[0]);
      expect(results[0]).toHaveLength(Math.max(0, Math.min(limit, ROW_COUNT - offset)));
    }),
    propertyOptions(150),
  );
});
