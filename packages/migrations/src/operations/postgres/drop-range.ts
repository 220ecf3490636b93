import type { OperationType } from "../operation-type.ts";
import { quotePath } from "./names.ts";
import { dropOperation } from "./whole-object.ts";

/** Drops a range type together with its multirange type. */
export const dropRange: OperationType<"range"> = dropOperation("range", ({ path }) => [`DROP TYPE ${quotePath(path)}`]);
