import type { OperationType } from "../operation-type.ts";
import { routineName } from "./routine-name.ts";
import { dropOperation } from "./whole-object.ts";

/** Drops a function or procedure. */
export const dropFunction: OperationType<"function"> = dropOperation("function", (routine) => [
  `DROP ROUTINE ${routineName(routine)}`,
]);
