import type { OperationType } from "../operation-type.ts";
import { createOperation } from "./whole-object.ts";

/** Creates an aggregate. */
export const createAggregate: OperationType<"aggregate"> = createOperation("aggregate", ({ definition }) => [
  definition.sql,
]);
