import type { OperationType } from "../operation-type.ts";
import { quotePath } from "./names.ts";
import { dropOperation } from "./whole-object.ts";

/** Drops an event trigger. */
export const dropEventTrigger: OperationType<"eventTrigger"> = dropOperation("eventTrigger", ({ path }) => [
  `DROP EVENT TRIGGER ${quotePath(path)}`,
]);
