import { quoteText } from "../../dialects/sql-text.ts";
import type { OperationType } from "../operation-type.ts";
import { aboutTarget, commentTarget } from "./target-name.ts";
import { createOperation } from "./whole-object.ts";

/** Comments on something. */
export const createComment: OperationType<"comment"> = createOperation(
  "comment",
  ({ path, parent, definition: { on, text } }) => [
    aboutTarget(`COMMENT ON ${commentTarget({ on, path, parent })} IS ${quoteText(text)}`, { on, path }),
  ],
);
