import type { ColumnType, ScalarColumnType } from "@dataflow/core";
import { anyValue } from "@dataflow/testing-base/arbitraries";
import fc from "fast-check";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { type QueryRunner, runners } from "../../test/query-runner.ts";
import { SAMPLE_TYPES, sampleQueryTable, sampleTable } from "../../test/sample-tables.ts";
import { propertyOptions, seed } from "../../test/seed.ts";
import { everything } from "../ast/everything-node.ts";
import { isOneOf } from "../ast/membership-node.ts";
import { checkValue, normaliseValue } from "../values/value-rules.ts";

const elements: readonly ScalarColumnType[] = [
  SAMPLE_TYPES.text,
  SAMPLE_TYPES.integer,
  SAMPLE_TYPES.bigint,
  SAMPLE_TYPES.real,
  SAMPLE_TYPES.price,
  SAMPLE_TYPES.boolean,
  SAMPLE_TYPES.timestamp,
  SAMPLE_TYPES.date,
  SAMPLE_TYPES.time,
  SAMPLE_TYPES.uuid,
  SAMPLE_TYPES.enum,
];
const types: Readonly<Record<string, ColumnType>> = {
  ...SAMPLE_TYPES,
  ...Object.fromEntries(elements.map((element) => [`${element.kind}s`, { kind: "array", element } as const])),
};
const schema = sampleTable(types);
const table = sampleQueryTable(schema);
const fields = [...table.fields.keys()];
const values = [...table.fields.values()].slice(1).map(({ type }) => fc.option(anyValue(type), { freq: 6 }));
const row = fc.tuple(...values);

describe.each(runners)("$name", ({ open }) => {
  let runner: QueryRunner;

  beforeAll(async () => {
    runner = await open();
    await runner.createTable(schema);
  });

  afterAll(() => runner.close());

  async function written(rows: readonly (readonly unknown[])[]) {
    const numbered = rows.map((one, index) => [index + 1, ...one]);
    const returned = await runner.run({ kind: "insert", table, fields, rows: numbered, returning: fields });
    const orderBy = [{ kind: "sort", field: "id", direction: "asc", nulls: "first" } as const];
    const read = await runner.run({ kind: "select", table, where: everything(), orderBy });
    await runner.run({ kind: "delete", table, where: everything(), returning: [] });
    const expected = numbered.map((one) =>
      Object.fromEntries(
        fields.map((field, index) => [
          field,
          normaliseValue(table.fields.get(field)?.type ?? { kind: "text" }, one[index]),
        ]),
      ),
    );
    return { returned, read, expected };
  }

  it("reads back every value as it was written, one row at a time", async () => {
    await fc.assert(
      fc.asyncProperty(row, async (one) => {
        const { returned, read, expected } = await written([one]);
        expect(returned).toEqual(expected);
        expect(read).toEqual(expected);
      }),
      propertyOptions(150),
    );
  });

  it("reads back every value as it was written, many rows at once and in their order", async () => {
    await fc.assert(
      fc.asyncProperty(fc.array(row, { minLength: 2, maxLength: 40 }), async (rows) => {
        const { returned, read, expected } = await written(rows);
        expect(returned).toEqual(expected);
        expect(read).toEqual(expected);
      }),
      propertyOptions(25),
    );
  });

  it("reads back values that all rows share", async () => {
    await fc.assert(
      fc.asyncProperty(row, async (one) => {
        const { returned, read, expected } = await written([one, one, one]);
        expect(returned).toEqual(expected);
        expect(read).toEqual(expected);
      }),
      propertyOptions(25),
    );
  });

  it("finds every double in a list, to its last digit", async () => {
    const doubles = [...new Set(fc.sample(anyValue({ kind: "real" }), { seed, numRuns: 3000 }))];
    await runner.run({
      kind: "insert",
      table,
      fields: ["id", "real"],
      rows: doubles.map((value, id) => [id, value]),
      returning: [],
    });
    const found = await runner.run({ kind: "count", table, where: isOneOf("real", doubles) });
    await runner.run({ kind: "delete", table, where: everything(), returning: [] });
    expect(found).toEqual([{ count: doubles.length }]);
  });

  it("sets, with an update, what it would insert", async () => {
    await fc.assert(
      fc.asyncProperty(row, async (one) => {
        await runner.run({ kind: "insert", table, fields: ["id"], rows: [[1]], returning: [] });
        const set = one.map(
          (value, index) => ({ kind: "assignment", field: fields[index + 1] ?? "", operator: "set", value }) as const,
        );
        const updated = await runner.run({ kind: "update", table, set, where: everything(), returning: fields });
        await runner.run({
          kind: "updateEach",
          table,
          keys: ["id"],
          fields: fields.slice(1),
          rows: [
            [1, ...one],
            [2, ...one],
          ],
          set: [],
          where: everything(),
          returning: [],
        });
        const [again] = await runner.run({ kind: "delete", table, where: everything(), returning: fields });
        expect(again).toEqual(updated[0]);
        expect(updated[0]?.json).toEqual(one[fields.indexOf("json") - 1]);
      }),
      propertyOptions(60),
    );
  });
});

it("has nothing against the values that are written", () => {
  for (const { type } of table.fields.values()) {
    fc.assert(
      fc.property(anyValue(type), (value) => {
        expect(checkValue(type, value)).toBeUndefined();
        expect(normaliseValue(type, normaliseValue(type, value))).toEqual(normaliseValue(type, value));
      }),
      propertyOptions(50),
    );
  }
});
