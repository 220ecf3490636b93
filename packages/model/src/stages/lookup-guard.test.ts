import { compare, equals, not } from "@dataflow/query";
import { describe, expect, it } from "vitest";
import { defineModel } from "../definition/define-model.ts";
import { field } from "../definition/field-kinds.ts";
import { lookupGuard } from "./lookup-guard.ts";
import { composeStages } from "./stage.ts";

const Order = defineModel("Order", { customerId: field.integer() }, { multiTenant: true });

describe("the guard of lookups", () => {
  const table = Order.queryTable;
  const tenant = equals("tenantId", "acme");
  const sources = { names: () => ["Order"], get: () => ({ name: "Order", table, visible: () => tenant }) };
  const lookup = { kind: "lookup", localField: "id", foreignField: "customerId", as: "orders" } as const;
  const run = (visible: (() => ReturnType<typeof not>) | undefined, isNested: boolean) => {
    const source = { name: "Order", table, ...(visible === undefined ? {} : { visible }) };
    const stage = { ...lookup, source, stages: [] };
    const own = { ...lookup, source: { name: "Order", table, visible: () => tenant }, stages: [stage] };
    const guarded = composeStages([lookupGuard(sources)], () => ({ rows: [], rowCount: 0 }));
    return () =>
      guarded({
        kind: "pipeline",
        name: "aggregate",
        where: tenant,
        stages: [isNested ? own : stage],
        includeDeleted: false,
      });
  };

  it.each([false, true])("refuses a table without its model's conditions; nested: %s", (isNested) => {
    expect(run(undefined, isNested)).toThrow(/lacks the condition on "tenantId"/);
    expect(run(() => not(compare("tenantId", "gt", "acme")), isNested)).toThrow(/lacks the condition/);
  });
});
