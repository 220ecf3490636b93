import type { OperationType } from "../operation-type.ts";
import { ownerTable } from "./names.ts";
import { enabledStatement } from "./set-enabled.ts";
import { createOperation } from "./whole-object.ts";

/** Creates a trigger, and turns it off when it is to be there without firing. */
export const createTrigger: OperationType<"trigger"> = createOperation(
  "trigger",
  (trigger) => [
    trigger.definition.sql,
    ...(trigger.definition.enabled === "origin" ? [] : [enabledStatement(trigger, "TRIGGER")]),
  ],
  { lock: ({ after }) => (after === undefined ? undefined : `SHARE ROW EXCLUSIVE on ${ownerTable(after)}`) },
);
