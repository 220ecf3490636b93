import type { CatalogObject } from "../../catalog/catalog-object.ts";
import { directDependents } from "../../catalog/catalog-parts.ts";
import { displayName, objectId } from "../../catalog/object-id.ts";
import type { OperationType, PlanFacts } from "../operation-type.ts";
import { stillEmpty } from "../still-empty.ts";
import { columnClause } from "./alter-column.ts";
import { ownerTable, ownName } from "./names.ts";
import { NAMED_NOT_NULLS_SINCE, ownNotNulls } from "./set-not-null-constraint.ts";
import { dropOperation } from "./whole-object.ts";

function isEmpty(column: CatalogObject<"column">, facts: PlanFacts): boolean {
  return column.parent !== undefined && facts.rows(column.parent) === 0;
}

/** Drops a column with its values. Those of a computed column can be computed again. */
export const dropColumn: OperationType<"column"> = dropOperation("column", dropStatements, {
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
});

/**
 * A child loses what it has from its parent alone. Where one is to keep it, the parent drops its own only, and the others
 * drop theirs by themselves.
 */
function dropStatements(column: CatalogObject<"column">, facts: PlanFacts): readonly string[] {
  const isForGood = !facts.desired.has(column.id);
  const below = isForGood ? childrenOf(column, facts) : [];
  const kept = below.filter(({ id }) => facts.desired.has(id));
  const isAlone = kept.some(({ definition }) => definition.inherited === true);
  const alter = `ALTER TABLE ${isAlone ? "ONLY " : ""}${ownerTable(column)} `;
  const others = isAlone ? below.filter(({ id, definition }) => definition.inherited && !facts.desired.has(id)) : [];
  return [
    // Otherwise the child's NOT NULL would count as its parent's for ever.
    ...(kept.length > 0 && column.definition.notNull && facts.serverVersion >= NAMED_NOT_NULLS_SINCE
      ? [alter + columnClause(column, "DROP NOT NULL")]
      : []),
    `${alter}DROP COLUMN ${ownName(column)}`,
    ...(isAlone ? kept : []).flatMap((child) => {
      const table = child.parent === undefined ? undefined : facts.actual.get(child.parent);
      return table?.kind === "table" ? ownNotNulls(table, facts) : [];
    }),
    ...others.flatMap((child) => dropStatements(child, facts)),
  ];
}

/** The columns of the same name in the tables that inherit from a column's table. */
function childrenOf(
  { parent, path }: CatalogObject<"column">,
  { actual }: PlanFacts,
): readonly CatalogObject<"column">[] {
  if (parent === undefined) return [];
  return directDependents(actual, parent).flatMap((table) => {
    if (table.kind !== "table" || table.definition.inherits?.includes(parent) !== true) return [];
    const child = actual.get(objectId("column", [...table.path, path.at(-1) ?? ""]));
    return child?.kind === "column" ? [child] : [];
  });
}
