import type { OperationType } from "../operation-type.ts";
import { quotePath } from "./names.ts";
import { dropOperation } from "./whole-object.ts";

/** Drops a composite type. */
export const dropComposite: OperationType<"composite"> = dropOperation("composite", ({ path }) => [
  `DROP TYPE ${quotePath(path)}`,
]);
