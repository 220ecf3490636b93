import type { ScalarColumnType, Table } from "@dataflow/core";
import { fewValues } from "@dataflow/testing-base/arbitraries";
import fc from "fast-check";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { keyedTable } from "../../test/keyed-table.ts";
import { compareValues } from "../../test/matches-filter.ts";
import { closeRunners, openRunners, type QueryRunner, storeRows } from "../../test/query-runner.ts";
import { propertyOptions, seed } from "../../test/seed.ts";
import { parseFilter } from "../parser/parse-filter.ts";
import { queryTable } from "../table/query-table-from-schema.ts";
import { compileStatement } from "./compile-statement.ts";

/** Kinds that are compared as columns of them are. The names are those that the printed SQL uses. */
const ELEMENTS: Readonly<Record<string, ScalarColumnType>> = {
  v: { kind: "decimal", precision: 12, scale: 2 },
  e: { kind: "bigint" },
  value: { kind: "time" },
  d: { kind: "timestamp" },
};
const columns = Object.entries(ELEMENTS).flatMap(([name, element]) => [
  { name, type: { kind: "array", element } as const, nullable: true },
  { name: `${name}Required`, type: { kind: "array", element } as const, nullable: false },
]);
const schema: Table = keyedTable("elements", [...columns]);
const table = queryTable(schema);

type Row = Readonly<Record<string, readonly unknown[] | number | null>>;
const values = (element: ScalarColumnType) => fc.array(fewValues(element), { maxLength: 3 });
const rows: readonly Row[] = fc
  .sample(
    fc.record(
      Object.fromEntries(
        columns.map(({ name, type, nullable }) => [
          name,
          nullable ? fc.option(values(type.element), { freq: 4 }) : values(type.element),
        ]),
      ),
    ),
    { seed, numRuns: 60 },
  )
  .map((row, index) => ({ ...row, id: index + 1 }));

const ORDERS = ["$gt", "$gte", "$lt", "$lte"] as const;
const operators = (element: ScalarColumnType) =>
  fc.oneof(
    fc.tuple(fc.constantFrom(...ORDERS, "$eq", "$ne"), fewValues(element)).map(([name, one]) => ({ [name]: one })),
    fc.tuple(fewValues(element), fewValues(element)).map(($between) => ({ $between })),
    fc.tuple(fc.constantFrom("$in", "$nin"), values(element)).map(([name, list]) => ({ [name]: list })),
  );
const onElement = (element: ScalarColumnType): fc.Arbitrary<Readonly<Record<string, unknown>>> =>
  fc.oneof(
    operators(element),
    operators(element).map(($not) => ({ $not })),
    fc.tuple(operators(element), operators(element)).map(([one, $not]) => ({ ...one, $not })),
  );
const conditions = fc.constantFrom(...columns).chain(({ name, type: { element } }) => {
  const order = fc.tuple(fc.constantFrom(...ORDERS), fewValues(element)).map(([sign, one]) => ({ [sign]: one }));
  const inner = fc.oneof(
    order,
    fc.tuple(order, order).map(([one, two]) => ({ ...one, ...two })),
    onElement(element).map(($elemMatch) => ({ $elemMatch })),
  );
  const outer = fc.oneof({ weight: 3, arbitrary: inner }, { weight: 1, arbitrary: inner.map(($not) => ({ $not })) });
  return outer.map((condition) => ({ name, element, condition }));
});

/** What an operator says of one element. */
function holds(name: string, operand: unknown, one: unknown, element: ScalarColumnType): boolean {
  const order = (other: unknown) => compareValues(one, other, element) ?? Number.NaN;
  const list: readonly unknown[] = Array.isArray(operand) ? operand : [];
  switch (name) {
    case "$eq":
      return order(operand) === 0;
    case "$ne":
      return order(operand) !== 0;
    case "$gt":
      return order(operand) > 0;
    case "$gte":
      return order(operand) >= 0;
    case "$lt":
      return order(operand) < 0;
    case "$lte":
      return order(operand) <= 0;
    case "$between":
      return order(list[0]) >= 0 && order(list[1]) <= 0;
    case "$in":
      return list.some((other) => order(other) === 0);
    case "$nin":
      return !list.some((other) => order(other) === 0);
    default:
      return !Object.entries(operand ?? {}).every(([inner, value]) => holds(inner, value, one, element));
  }
}

function matches(condition: object, elements: readonly unknown[], element: ScalarColumnType): boolean {
  return Object.entries(condition).every(([name, operand]: readonly [string, unknown]) => {
    if (name === "$not") return !matches(operand ?? {}, elements, element);
    if (name !== "$elemMatch") return elements.some((one) => holds(name, operand, one, element));
    return elements.some((one) =>
      Object.entries(operand ?? {}).every(([inner, value]) => holds(inner, value, one, element)),
    );
  });
}

let open: readonly QueryRunner[];

beforeAll(async () => {
  open = await openRunners(schema);
  await storeRows(open, table, rows);
});

afterAll(() => closeRunners(open));

it("compares elements as columns of their kind, on every database", async () => {
  await fc.assert(
    fc.asyncProperty(conditions, async ({ name, element, condition }) => {
      const expected = rows.filter((row) => {
        const elements = row[name];
        return matches(condition, Array.isArray(elements) ? elements : [], element);
      });
      for (const runner of open) {
        const where = parseFilter({ [name]: condition }, table);
        const orderBy = [{ kind: "sort", field: "id", direction: "asc", nulls: "first" }] as const;
        const found = await runner.run({ kind: "select", table, fields: ["id"], where, orderBy });
        expect([runner.dialect, found.map(({ id }) => id)]).toEqual([runner.dialect, expected.map(({ id }) => id)]);
      }
    }),
    propertyOptions(800),
  );
});

describe("long decimals", () => {
  it("are refused where columns hold them as text", () => {
    const type = { kind: "array", element: { kind: "decimal", precision: 30, scale: 2 } } as const;
    const long = queryTable({
      ...schema,
      columns: [{ name: "long", type, nullable: true }],
      primaryKey: { columns: [] },
    });
    const where = parseFilter({ long: { $gt: "5" } }, long);
    const compile = (dialect: "postgres" | "sqlite") => () =>
      compileStatement({ kind: "select", table: long, where, orderBy: [] }, dialect);
    expect(compile("postgres")).not.toThrow();
    expect(compile("sqlite")).toThrow(expect.objectContaining({ code: "QUERY.UNSUPPORTED_FEATURE" }));
  });
});
