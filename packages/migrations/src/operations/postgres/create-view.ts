import { quoteIdentifier } from "../../dialects/sql-text.ts";
import type { OperationType } from "../operation-type.ts";
import { quotePath } from "./names.ts";
import { createOperation } from "./whole-object.ts";

/** Creates a view, with the defaults that inserts through it use. */
export const createView: OperationType<"view"> = createOperation("view", ({ path, definition }) => {
  const { query, options = [], defaults = {} } = definition;
  const name = quotePath(path);
  const withOptions = options.length === 0 ? "" : ` WITH (${options.join(", ")})`;
  return [
    `CREATE VIEW ${name}${withOptions} AS\n${query}`,
    ...Object.entries(defaults).map(
      ([column, fill]) => `ALTER VIEW ${name} ALTER COLUMN ${quoteIdentifier(column)} SET DEFAULT ${fill}`,
    ),
  ];
});
