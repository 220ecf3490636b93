import type { OperationType } from "../operation-type.ts";
import { routineName } from "./routine-name.ts";
import { dropOperation } from "./whole-object.ts";

/** Drops an aggregate. */
export const dropAggregate: OperationType<"aggregate"> = dropOperation("aggregate", (routine) => [
  `DROP ROUTINE ${routineName(routine)}`,
]);
