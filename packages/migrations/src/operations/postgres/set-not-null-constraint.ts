import { fitIdentifier } from "@dataflow/core";
import type { CatalogObject } from "../../catalog/catalog-object.ts";
import { quoteIdentifier } from "../../dialects/sql-text.ts";
import type { OperationType } from "../operation-type.ts";
import { alterColumn } from "./alter-column.ts";

/** Renames or validates the constraint behind a required column; servers from version 18 have one. */
export const setNotNullConstraint: OperationType<"column"> = alterColumn({
  name: "setNotNullConstraint",
  covers: ["notNullConstraint"],
  clauses({ before, after }) {
    // A column that becomes required or optional gets or loses its constraint by that.
    if (!before.definition.notNull || !after.definition.notNull) return [];
    const [from, to] = [constraintName(before), constraintName(after)];
    const wasValid = before.definition.notNullConstraint?.valid ?? true;
    const isValid = after.definition.notNullConstraint?.valid ?? true;
    return [
      ...(from === to ? [] : [`RENAME CONSTRAINT ${quoteIdentifier(from)} TO ${quoteIdentifier(to)}`]),
      ...(isValid && !wasValid ? [`VALIDATE CONSTRAINT ${quoteIdentifier(to)}`] : []),
    ];
  },
});

/** The name that the server gives when nobody else does. */
function constraintName(column: CatalogObject<"column">): string {
  const [table = "", name = ""] = column.path.slice(-2);
  return column.definition.notNullConstraint?.name ?? fitIdentifier(`${table}_${name}_not_null`);
}
