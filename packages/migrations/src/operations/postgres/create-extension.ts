import { objectId } from "../../catalog/object-id.ts";
import { quoteIdentifier } from "../../dialects/sql-text.ts";
import type { OperationType } from "../operation-type.ts";
import { quotePath } from "./names.ts";
import { createOperation } from "./whole-object.ts";

/** Creates an extension. The schema is named when it is one that does not come with the extension. */
export const createExtension: OperationType<"extension"> = createOperation(
  "extension",
  ({ path, definition }, { desired }) => {
    const isOurs = desired.has(objectId("schema", [definition.schema]));
    const where = isOurs ? ` WITH SCHEMA ${quoteIdentifier(definition.schema)}` : "";
    return [`CREATE EXTENSION ${quotePath(path)}${where}`];
  },
);
