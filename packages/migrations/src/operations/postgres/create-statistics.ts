import type { OperationType } from "../operation-type.ts";
import { quotePath } from "./names.ts";
import { createOperation } from "./whole-object.ts";

/** Creates extended statistics. */
export const createStatistics: OperationType<"statistics"> = createOperation("statistics", ({ path, definition }) => [
  definition.sql,
  ...(definition.target === undefined
    ? []
    : [`ALTER STATISTICS ${quotePath(path)} SET STATISTICS ${definition.target}`]),
]);
