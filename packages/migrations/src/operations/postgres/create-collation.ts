import type { OperationType } from "../operation-type.ts";
import { createOperation } from "./whole-object.ts";

/** Creates a collation. */
export const createCollation: OperationType<"collation"> = createOperation("collation", ({ definition }) => [
  definition.sql,
]);
