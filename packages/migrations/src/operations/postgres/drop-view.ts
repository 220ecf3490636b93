import type { OperationType } from "../operation-type.ts";
import { quotePath } from "./names.ts";
import { dropOperation } from "./whole-object.ts";

/** Drops a view. */
export const dropView: OperationType<"view"> = dropOperation("view", ({ path }) => [`DROP VIEW ${quotePath(path)}`]);
