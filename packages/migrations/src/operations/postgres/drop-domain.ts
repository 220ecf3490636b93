import type { OperationType } from "../operation-type.ts";
import { quotePath } from "./names.ts";
import { dropOperation } from "./whole-object.ts";

/** Drops a domain. */
export const dropDomain: OperationType<"domain"> = dropOperation("domain", ({ path }) => [
  `DROP DOMAIN ${quotePath(path)}`,
]);
