import { everything } from "@dataflow/query";
import { expect, it } from "vitest";
import { type Operation, WRITES } from "../operation/operation.ts";
import { composeStages, type Stage, VALUE_WRITES } from "./stage.ts";

const where = everything();
const count: Operation = { kind: "count", name: "count", where, includeDeleted: false };
const remove: Operation = { kind: "delete", name: "delete", where };
const change: Operation = { kind: "update", name: "update", where, changes: {}, set: [], returning: [] };

function told(log: string[], name: string, kinds?: Stage["kinds"]): Stage {
  const pass: Stage["pass"] = (operation, next) => {
    log.push(`${name} ${operation.kind}`);
    return next(operation);
  };
  return kinds === undefined ? { pass } : { kinds, pass };
}

it("leads an operation past the stages that are about it, in their order", () => {
  const log: string[] = [];
  const softDelete: Stage = {
    kinds: WRITES,
    changesKind: true,
    pass: (operation, next) => next(operation === remove ? change : operation),
  };
  const stages = [told(log, "all"), told(log, "writes", WRITES), softDelete, told(log, "values", VALUE_WRITES)];
  const run = composeStages([...stages, told(log, "last")], ({ kind }) => {
    log.push(`execute ${kind}`);
    return { rows: [], rowCount: 0 };
  });
  const pathOf = (operation: Operation) => {
    log.length = 0;
    run(operation);
    return [...log];
  };
  expect(pathOf(count)).toEqual(["all count", "last count", "execute count"]);
  // What a stage turns into another kind goes on as that kind.
  expect(pathOf(remove)).toEqual(["all delete", "writes delete", "values update", "last update", "execute update"]);
  expect(pathOf(change)).toEqual(["all update", "writes update", "values update", "last update", "execute update"]);
});
