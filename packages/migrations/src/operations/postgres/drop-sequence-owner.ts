import type { OperationType } from "../operation-type.ts";
import { quotePath } from "./names.ts";
import { dropOperation } from "./whole-object.ts";

/** Says that a sequence goes with no column, so that it stays when its column is dropped. */
export const dropSequenceOwner: OperationType<"sequenceOwner"> = dropOperation("sequenceOwner", ({ path }) => [
  `ALTER SEQUENCE ${quotePath(path)} OWNED BY NONE`,
]);
