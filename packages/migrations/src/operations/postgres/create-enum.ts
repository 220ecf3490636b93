import { quoteText } from "../../dialects/sql-text.ts";
import type { OperationType } from "../operation-type.ts";
import { quotePath } from "./names.ts";
import { createOperation } from "./whole-object.ts";

/** Creates an enum. */
export const createEnum: OperationType<"enum"> = createOperation("enum", ({ path, definition }) => [
  `CREATE TYPE ${quotePath(path)} AS ENUM (${definition.values.map(quoteText).join(", ")})`,
]);
