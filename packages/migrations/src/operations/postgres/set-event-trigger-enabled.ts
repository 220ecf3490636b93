import type { CatalogObject } from "../../catalog/catalog-object.ts";
import { inside, type OperationType } from "../operation-type.ts";
import { quotePath } from "./names.ts";
import { stateOf } from "./set-enabled.ts";

/** The statement that turns an event trigger on or off. */
export function eventTriggerStatement(trigger: CatalogObject<"eventTrigger">): string {
  return `ALTER EVENT TRIGGER ${quotePath(trigger.path)} ${stateOf(trigger)}`;
}

/** Turns an event trigger on or off. */
export const setEventTriggerEnabled: OperationType<"eventTrigger"> = {
  name: "setEventTriggerEnabled",
  kind: "eventTrigger",
  change: "alter",
  inverse: "setEventTriggerEnabled",
  covers: ["enabled"],
  plan: ({ after }) => (after === undefined ? [] : [inside(eventTriggerStatement(after))]),
};
