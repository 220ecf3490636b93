/**
 * Law: paging by position gives every row exactly once and in order, for every direction and placement of nulls, with
 * ties, forwards and backwards, while other rows come and go.
 */

import { anyValue, fewValues, filteredDocuments } from "@dataflow/testing-base/arbitraries";
import fc from "fast-check";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { type QueryRunner, type Rows, runners } from "../../test/query-runner.ts";
import { SAMPLE_TYPES, sampleQueryTable, sampleTable } from "../../test/sample-tables.ts";
import { propertyOptions, seed } from "../../test/seed.ts";
import { allOf } from "../ast/and-node.ts";
import { compare } from "../ast/comparison-node.ts";
import { everything } from "../ast/everything-node.ts";
import { afterPosition } from "../ast/keyset-node.ts";
import { isOneOf } from "../ast/membership-node.ts";
import { not } from "../ast/not-node.ts";
import { anyOf } from "../ast/or-node.ts";
import type { SortNode } from "../ast/sort-node.ts";
import { reverseOrder, totalOrder } from "../ast/total-order.ts";
import type { SqlParameter } from "../statement/compiled-statement.ts";
import type { SelectStatement } from "../statement/statement.ts";
import { compileStatement } from "./compile-statement.ts";

const schema = sampleTable(SAMPLE_TYPES, ["text", "integer", "real", "price", "timestamp", "bytes"]);
const table = sampleQueryTable(schema);
const fields = [...table.fields.keys()];
const sortable = [...table.fields.values()].filter(({ type }) => type.kind !== "json");
const ROW_COUNT = 40;

const order = fc.uniqueArray(
  fc.record({
    kind: fc.constant("sort" as const),
    field: fc.constantFrom(...sortable.map(({ name }) => name)),
    direction: fc.constantFrom("asc" as const, "desc" as const),
    nulls: fc.constantFrom("first" as const, "last" as const),
  }),
  { selector: ({ field }) => field, minLength: 0, maxLength: 3 },
);

function rowArbitrary() {
  const values = [...table.fields.values()].map(({ name, type, nullable }) => {
    const value =
      type.kind === "json"
        ? filteredDocuments
        : type.kind === "array" || type.kind === "unknown"
          ? anyValue(type)
          : fewValues(type);
    return [name, nullable ? fc.option(value, { freq: 3 }) : value] as const;
  });
  return fc.record(Object.fromEntries(values));
}

describe.each(runners)("$name", ({ open }) => {
  let runner: QueryRunner;
  const made = fc.sample(rowArbitrary(), { seed, numRuns: ROW_COUNT * 2 });
  const lasting = made.slice(0, ROW_COUNT).map((row, index) => ({ ...row, id: index * 10 }));
  const passing = made.slice(ROW_COUNT).map((row, index) => ({ ...row, id: index * 10 + 5 }));

  beforeAll(async () => {
    runner = await open();
    await runner.createTable(schema);
    await insert(lasting);
  });
  afterAll(() => runner.close());

  async function insert(rows: Rows) {
    const values = rows.map((row) => fields.map((field) => row[field]));
    await runner.run({ kind: "insert", table, fields, rows: values, returning: [] });
  }

  async function page(statement: SelectStatement) {
    const { plan, parameters } = compileStatement(statement, runner.dialect);
    const raw = await runner.query(plan.text, parameters);
    return { rows: raw.map(plan.readRow), positions: raw.map((row) => plan.readPosition?.(row) ?? []) };
  }

  /** Puts rows between those that are read, and takes them away again. */
  async function disturb(step: number) {
    const row = passing[step % passing.length];
    if (row === undefined) return;
    const where = compare("id", "eq", row.id);
    const removed = await runner.run({ kind: "delete", table, where, returning: ["id"] });
    if (removed.length === 0) await insert([row]);
  }

  async function walk(orderBy: readonly SortNode[], limit: number, isDisturbed: boolean) {
    const ids: unknown[] = [];
    let position: readonly SqlParameter[] | undefined;
    for (let step = 0; step < ROW_COUNT * 3; step++) {
      const where = position === undefined ? everything() : afterPosition(orderBy, position);
      const keys = orderBy.map(({ field }) => field);
      const { rows, positions } = await page({
        kind: "select",
        table,
        fields: ["id"],
        where,
        orderBy,
        limit,
        position: keys,
      });
      ids.push(...rows.map(({ id }) => id));
      if (rows.length < limit) return ids;
      position = positions.at(-1);
      if (isDisturbed) await disturb(step);
    }
    throw new Error("the pages do not end");
  }

  it("gives every lasting row exactly once, in order", async () => {
    await fc.assert(
      fc.asyncProperty(order, fc.constantFrom(1, 2, 3, 7, 39, 100), fc.boolean(), async (sort, limit, isBackwards) => {
        const forwards = totalOrder(sort, table.primaryKey);
        const orderBy = isBackwards ? reverseOrder(forwards) : forwards;
        const all = await runner.run({
          kind: "select",
          table,
          fields: ["id"],
          where: allOf([]),
          orderBy: forwards,
        });
        const isLasting = (id: unknown) => Number(id) % 10 === 0;
        const expected = all.map(({ id }) => id).filter(isLasting);
        const seen = await walk(orderBy, limit, true);
        expect(new Set(seen).size).toBe(seen.length);
        expect(seen.filter(isLasting)).toEqual(isBackwards ? expected.reverse() : expected);
      }),
      propertyOptions(150),
    );
  });

  it("matches, negated, exactly the other rows, and one more when the position itself is meant", async () => {
    const kept = [...lasting, ...passing].map(({ id }) => id).filter((id) => id % 3 !== 0);
    const either = anyOf([isOneOf("id", kept.slice(0, 9)), isOneOf("id", kept.slice(9))]);
    await fc.assert(
      fc.asyncProperty(order, fc.nat({ max: ROW_COUNT - 1 }), async (sort, index) => {
        const orderBy = totalOrder(sort, table.primaryKey);
        const position = orderBy.map(({ field }) => field);
        const { rows, positions } = await page({ kind: "select", table, where: everything(), orderBy, position });
        const count = async (where: SelectStatement["where"]) =>
          Number((await runner.run({ kind: "count", table, where }))[0]?.count);
        const at = positions[index] ?? [];
        expect(await count(afterPosition(orderBy, at))).toBe(rows.length - index - 1);
        expect(await count(afterPosition(orderBy, at, true))).toBe(rows.length - index);
        expect(await count(not(afterPosition(orderBy, at)))).toBe(index + 1);
        for (const isInclusive of [false, true]) {
          const where = allOf([either, afterPosition(orderBy, at, isInclusive)]);
          const after = await page({ kind: "select", table, fields: ["id"], where, orderBy, limit: 5 });
          const ids = rows.slice(isInclusive ? index : index + 1).map(({ id }) => Number(id));
          expect(after.rows.map(({ id }) => Number(id))).toEqual(ids.filter((id) => id % 3 !== 0).slice(0, 5));
        }
      }),
      propertyOptions(60),
    );
  });
});
