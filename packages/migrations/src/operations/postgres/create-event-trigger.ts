import type { OperationType } from "../operation-type.ts";
import { eventTriggerStatement } from "./set-event-trigger-enabled.ts";
import { createOperation } from "./whole-object.ts";

/** Creates an event trigger, and turns it off when it is to be there without firing. */
export const createEventTrigger: OperationType<"eventTrigger"> = createOperation("eventTrigger", (trigger) => [
  trigger.definition.sql,
  ...(trigger.definition.enabled === "origin" ? [] : [eventTriggerStatement(trigger)]),
]);
