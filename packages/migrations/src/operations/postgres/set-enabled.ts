import type { CatalogObject } from "../../catalog/catalog-object.ts";
import { inside, type OperationType } from "../operation-type.ts";
import { ownerTable, ownName } from "./names.ts";

/** The states of a trigger or rule as ALTER TABLE names them. */
const STATES: ReadonlyMap<string, string> = new Map([
  ["origin", "ENABLE"],
  ["always", "ENABLE ALWAYS"],
  ["replica", "ENABLE REPLICA"],
  ["disabled", "DISABLE"],
]);

function statement(object: CatalogObject<"trigger" | "rule"> | undefined, word: string) {
  if (object === undefined) return [];
  const state = STATES.get(object.definition.enabled);
  if (state === undefined) throw new TypeError(`a ${object.kind} cannot be "${object.definition.enabled}"`);
  return [inside(`ALTER TABLE ${ownerTable(object)} ${state} ${word} ${ownName(object)}`)];
}

/** Turns a trigger on or off. */
export const setTriggerEnabled: OperationType<"trigger"> = {
  name: "setTriggerEnabled",
  kind: "trigger",
  change: "alter",
  inverse: "setTriggerEnabled",
  covers: ["enabled"],
  lock: ({ after }) => (after === undefined ? undefined : `SHARE ROW EXCLUSIVE on ${ownerTable(after)}`),
  plan: ({ after }) => statement(after, "TRIGGER"),
};

/** Turns a rule on or off. */
export const setRuleEnabled: OperationType<"rule"> = {
  name: "setRuleEnabled",
  kind: "rule",
  change: "alter",
  inverse: "setRuleEnabled",
  covers: ["enabled"],
  lock: ({ after }) => (after === undefined ? undefined : `ACCESS EXCLUSIVE on ${ownerTable(after)}`),
  plan: ({ after }) => statement(after, "RULE"),
};
