import type { OperationType } from "../operation-type.ts";
import { quotePath } from "./names.ts";
import { dropOperation } from "./whole-object.ts";

/** Drops extended statistics. */
export const dropStatistics: OperationType<"statistics"> = dropOperation("statistics", ({ path }) => [
  `DROP STATISTICS ${quotePath(path)}`,
]);
