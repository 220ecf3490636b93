import type { CatalogObject } from "../../catalog/catalog-object.ts";
import { displayName } from "../../catalog/object-id.ts";
import type { OperationType, PlanFacts } from "../operation-type.ts";
import { stillEmpty } from "../still-empty.ts";
import { ownerTable, ownName } from "./names.ts";
import { dropOperation } from "./whole-object.ts";

function isEmpty(column: CatalogObject<"column">, facts: PlanFacts): boolean {
  return column.parent !== undefined && facts.rows(column.parent) === 0;
}

/** Drops a column with its values. Those of a computed column can be computed again. */
export const dropColumn: OperationType<"column"> = dropOperation(
  "column",
  (column) => [`ALTER TABLE ${ownerTable(column)} DROP COLUMN ${ownName(column)}`],
  {
    inverse: "addColumn",
    lock: ({ before }) => (before === undefined ? undefined : `ACCESS EXCLUSIVE on ${ownerTable(before)}`),
    loss({ before }, facts) {
      if (before === undefined || before.definition.generated !== undefined || isEmpty(before, facts)) return undefined;
      const name = displayName(before.path);
      return { what: `all values of ${name}`, allow: `drop column ${name}` };
    },
    // Counted before the lock was there: a row may have come meanwhile.
    checks: ({ before }, facts) =>
      before === undefined || !isEmpty(before, facts) ? [] : [stillEmpty(ownerTable(before))],
    reversal: ({ before }) => (before?.definition.generated === undefined ? "backup" : "inverse"),
  },
);
