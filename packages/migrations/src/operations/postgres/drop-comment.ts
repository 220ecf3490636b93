import type { OperationType } from "../operation-type.ts";
import { aboutTarget, commentTarget } from "./target-name.ts";
import { dropOperation } from "./whole-object.ts";

/** Takes a comment away. */
export const dropComment: OperationType<"comment"> = dropOperation(
  "comment",
  ({ path, parent, definition: { on } }) => [
    aboutTarget(`COMMENT ON ${commentTarget({ on, path, parent })} IS NULL`, { on, path }),
  ],
);
