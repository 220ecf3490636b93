import type { OperationType } from "../operation-type.ts";
import { quotePath } from "./names.ts";
import { createOperation } from "./whole-object.ts";

/** Says that a sequence goes with a column. */
export const createSequenceOwner: OperationType<"sequenceOwner"> = createOperation(
  "sequenceOwner",
  ({ path, definition }, { desired }) => {
    const column = desired.get(definition.column);
    return column === undefined ? [] : [`ALTER SEQUENCE ${quotePath(path)} OWNED BY ${quotePath(column.path)}`];
  },
);
