import type { OperationType } from "../operation-type.ts";
import { quotePath } from "./names.ts";
import { dropOperation } from "./whole-object.ts";

/** Drops a publication. */
export const dropPublication: OperationType<"publication"> = dropOperation("publication", ({ path }) => [
  `DROP PUBLICATION ${quotePath(path)}`,
]);
