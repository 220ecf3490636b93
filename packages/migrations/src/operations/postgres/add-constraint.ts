import type { CatalogObject } from "../../catalog/catalog-object.ts";
import type { OperationType, PlanFacts } from "../operation-type.ts";
import { tableRows } from "./alter-column.ts";
import { indexUses } from "./index-uses.ts";
import { ownerTable, ownName, quotePath } from "./names.ts";
import { createOperation } from "./whole-object.ts";

/** Adds a constraint to a table that exists. One that is not valid yet is not checked against the rows there are. */
export const addConstraint: OperationType<"constraint"> = createOperation(
  "constraint",
  (constraint, facts) => {
    const { sql, valid } = constraint.definition;
    const notValid = valid ? "" : " NOT VALID";
    return [
      `ALTER TABLE ${ownerTable(constraint)} ADD CONSTRAINT ${ownName(constraint)} ${sql}${notValid}`,
      ...indexUses(constraint, facts),
    ];
  },
  {
    name: "addConstraint",
    inverse: "dropConstraint",
    lock: ({ after }, facts) => (after === undefined ? undefined : lockOf(after, facts)),
    rows: ({ after }, facts) => (after?.definition.valid === true ? tableRows(after, facts) : undefined),
  },
);

function lockOf(constraint: CatalogObject<"constraint">, facts: PlanFacts): string {
  const { type, references } = constraint.definition;
  if (type !== "foreign key" || references === undefined) return `ACCESS EXCLUSIVE on ${ownerTable(constraint)}`;
  const target = facts.desired.get(references.table)?.path ?? [];
  return `SHARE ROW EXCLUSIVE on ${ownerTable(constraint)} and ${quotePath(target)}`;
}
