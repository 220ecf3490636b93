import type { OperationType } from "../operation-type.ts";
import { quotePath } from "./names.ts";
import { dropOperation } from "./whole-object.ts";

/** Drops a collation. */
export const dropCollation: OperationType<"collation"> = dropOperation("collation", ({ path }) => [
  `DROP COLLATION ${quotePath(path)}`,
]);
