import { quoteIdentifier } from "../../dialects/sql-text.ts";
import type { OperationType } from "../operation-type.ts";
import { quotePath } from "./names.ts";
import { createOperation } from "./whole-object.ts";

/** Creates a composite type. */
export const createComposite: OperationType<"composite"> = createOperation("composite", ({ path, definition }) => {
  const attributes = definition.attributes.map(({ name, type, collation }) => {
    const collate = collation === undefined ? "" : ` COLLATE ${collation}`;
    return `${quoteIdentifier(name)} ${type}${collate}`;
  });
  return [`CREATE TYPE ${quotePath(path)} AS (${attributes.join(", ")})`];
});
