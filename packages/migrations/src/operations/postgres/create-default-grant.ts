import type { OperationType } from "../operation-type.ts";
import { createOperation } from "./whole-object.ts";

/** Says what a role will be allowed on what is made in the future. */
export const createDefaultGrant: OperationType<"defaultGrant"> = createOperation("defaultGrant", ({ definition }) => [
  definition.sql,
]);
