import type { OperationType } from "../operation-type.ts";
import { quotePath } from "./names.ts";
import { dropOperation } from "./whole-object.ts";

/** Drops a materialized view; its rows can be computed again. */
export const dropMaterializedView: OperationType<"materializedView"> = dropOperation("materializedView", ({ path }) => [
  `DROP MATERIALIZED VIEW ${quotePath(path)}`,
]);
