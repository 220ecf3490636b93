import type { OperationType } from "../operation-type.ts";
import { createOperation } from "./whole-object.ts";

/** Creates a publication. */
export const createPublication: OperationType<"publication"> = createOperation("publication", ({ definition }) => [
  definition.sql,
]);
