import { expect, it } from "vitest";
import { SAMPLE_TYPES, sampleQueryTable, sampleTable } from "../../test/sample-tables.ts";
import { allOf } from "../ast/and-node.ts";
import { equals } from "../ast/comparison-node.ts";
import type { FilterNode } from "../ast/filter-node.ts";
import { compileStatement } from "../compiler/compile-statement.ts";
import { keyFilter } from "./key-filter.ts";

const table = sampleQueryTable(sampleTable(SAMPLE_TYPES));
const DIALECTS = ["postgres", "sqlite"] as const;

function compiled(where: FilterNode | undefined) {
  if (where === undefined) throw new Error("it was no key");
  return DIALECTS.map((dialect) => {
    const { plan, parameters } = compileStatement({ kind: "select", table, where, orderBy: [] }, dialect);
    return { plan, parameters };
  });
}

it("means what the conditions on its fields mean, by the same plan", () => {
  const byInteger = keyFilter(table, ["integer"]);
  expect(byInteger([7])).toEqual(equals("integer", 7));
  const byBoth = keyFilter(table, ["integer", "text"]);
  const tenant = equals("boolean", true);
  for (const value of [1, 2, 3]) {
    expect(compiled(byInteger([value]))).toEqual(compiled(equals("integer", value)));
    const written = [equals("integer", value), equals("text", "a")];
    expect(compiled(byBoth([value, "a"]))).toEqual(compiled(allOf(written)));
    expect(compiled(allOf([byBoth([value, "a"]) ?? tenant, tenant]))).toEqual(compiled(allOf([...written, tenant])));
  }
});

it("gives values their one form, and refuses what cannot be in a field", () => {
  const uuid = "0B0F1B1E-0000-4000-8000-00000000000A";
  expect(keyFilter(table, ["uuid"])([uuid])).toEqual(equals("uuid", uuid.toLowerCase()));
  const byBoth = keyFilter(table, ["integer", "text"]);
  for (const values of [["1", "a"], [1, 2], [1, null], [null, "a"], [1], [undefined, "a"], [1.5, "a"]])
    expect(byBoth(values)).toBeUndefined();
});

it("lets a database stop at the first row only where no second one can come", () => {
  const [name = ""] = table.primaryKey;
  expect(table.primaryKey).toHaveLength(1);
  const plans = (where: FilterNode) =>
    DIALECTS.map((dialect) => {
      const of = (kind: "select" | "delete") =>
        kind === "select"
          ? compileStatement({ kind, table, where, orderBy: [] }, dialect).plan.givesOneRow
          : compileStatement({ kind, table, where, returning: [name] }, dialect).plan.givesOneRow;
      return [of("select"), of("delete")];
    });
  const value = table.fields.get(name)?.type.kind === "integer" ? 1 : 1n;
  expect(plans(equals(name, value))).toEqual([
    [true, undefined],
    [true, undefined],
  ]);
  expect(plans(allOf([equals(name, value), equals("boolean", true)]))[0]?.[0]).toBe(true);
  expect(plans(equals("boolean", true))[0]?.[0]).toBeUndefined();
});
