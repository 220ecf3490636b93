import type { OperationType } from "../operation-type.ts";
import { quotePath } from "./names.ts";
import { sequenceClauses } from "./set-identity.ts";
import { createOperation } from "./whole-object.ts";

/** Creates a sequence. That a column owns it is said when the column is there. */
export const createSequence: OperationType<"sequence"> = createOperation("sequence", ({ path, definition }) => {
  const unlogged = definition.persistence === "unlogged" ? "UNLOGGED " : "";
  const clauses = sequenceClauses(definition).join(" ");
  return [`CREATE ${unlogged}SEQUENCE ${quotePath(path)} AS ${definition.type} ${clauses}`];
});
