import { quoteIdentifier } from "../../dialects/sql-text.ts";
import type { OperationType } from "../operation-type.ts";
import { quotePath } from "./names.ts";
import { createOperation } from "./whole-object.ts";

/** Creates a materialized view and fills it. */
export const createMaterializedView: OperationType<"materializedView"> = createOperation(
  "materializedView",
  ({ path, definition }) => {
    const { query, options = [], accessMethod, tablespace } = definition;
    const using = accessMethod === undefined ? "" : ` USING ${quoteIdentifier(accessMethod)}`;
    const withOptions = options.length === 0 ? "" : ` WITH (${options.join(", ")})`;
    const place = tablespace === undefined ? "" : ` TABLESPACE ${quoteIdentifier(tablespace)}`;
    return [`CREATE MATERIALIZED VIEW ${quotePath(path)}${using}${withOptions}${place} AS\n${query}`];
  },
);
