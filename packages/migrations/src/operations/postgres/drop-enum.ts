import type { OperationType } from "../operation-type.ts";
import { quotePath } from "./names.ts";
import { dropOperation } from "./whole-object.ts";

/** Drops an enum. */
export const dropEnum: OperationType<"enum"> = dropOperation("enum", ({ path }) => [`DROP TYPE ${quotePath(path)}`]);
