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

/** The word for the state that a trigger or rule is wanted in. */
export function stateOf({ kind, definition }: CatalogObject<"trigger" | "rule" | "eventTrigger">): string {
  const state = STATES.get(definition.enabled);
  if (state === undefined) throw new TypeError(`a ${kind} cannot be "${definition.enabled}"`);
  return state;
}

/** The statement that turns a trigger or rule on or off. */
export function enabledStatement(object: CatalogObject<"trigger" | "rule">, word: string): string {
  return `ALTER TABLE ${ownerTable(object)} ${stateOf(object)} ${word} ${ownName(object)}`;
}

/** Turns a trigger on or off. */
export const setTriggerEnabled: OperationType<"trigger"> = {
  name: "setTriggerEnabled",
  kind: "trigger",
  change: "alter",
  inverse: "setTriggerEnabled",
  covers: ["enabled"],
  lock: ({ after }) => (after === undefined ? undefined : `SHARE ROW EXCLUSIVE on ${ownerTable(after)}`),
  plan: ({ after }) => (after === undefined ? [] : [inside(enabledStatement(after, "TRIGGER"))]),
};

/** Turns a rule on or off. */
export const setRuleEnabled: OperationType<"rule"> = {
  name: "setRuleEnabled",
  kind: "rule",
  change: "alter",
  inverse: "setRuleEnabled",
  covers: ["enabled"],
  lock: ({ after }) => (after === undefined ? undefined : `ACCESS EXCLUSIVE on ${ownerTable(after)}`),
  plan: ({ after }) => (after === undefined ? [] : [inside(enabledStatement(after, "RULE"))]),
};
