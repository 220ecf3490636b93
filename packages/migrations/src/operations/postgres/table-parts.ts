import type { CatalogObject } from "../../catalog/catalog-object.ts";
import { partsOf } from "../../catalog/catalog-parts.ts";
import type { ObjectId } from "../../catalog/object-id.ts";
import type { PlanFacts } from "../operation-type.ts";

/** What a new table is written with. */
export interface TableParts {
  /** Its own columns, in order. */
  readonly columns: readonly CatalogObject<"column">[];
  /** Columns that it has from a parent. */
  readonly inherited: readonly CatalogObject<"column">[];
  /** Its keys and checks; foreign keys come later, for tables may refer to each other. */
  readonly constraints: readonly CatalogObject<"constraint">[];
}

/**
 * What of a table is created together with it.
 *
 * @param table the table
 * @param facts where its parts are
 * @returns the parts; what cannot be there before the table is left out, such as a column computed by a function over its
 *   rows
 */
export function tableParts(table: CatalogObject<"table">, facts: PlanFacts): TableParts {
  const columns: CatalogObject<"column">[] = [];
  const constraints: CatalogObject<"constraint">[] = [];
  for (const object of partsOf(facts.desired, table.id)) {
    if (object.kind === "column") columns.push(object);
    if (object.kind === "constraint") constraints.push(object);
  }
  columns.sort((left, right) => (left.position ?? 0) - (right.position ?? 0));
  const own = columns.filter((column) => column.definition.inherited !== true);
  const possible = own.filter((column) => !needsTable(column, table.id, facts));
  const missing = new Set(own.filter((column) => !possible.includes(column)).map(({ id }) => id));
  return {
    columns: possible,
    inherited: columns.filter((column) => column.definition.inherited === true),
    constraints: constraints.filter(
      (constraint) => isPossible(constraint, missing) && !needsTable(constraint, table.id, facts),
    ),
  };
}

function isPossible({ definition, dependsOn }: CatalogObject<"constraint">, missing: ReadonlySet<ObjectId>): boolean {
  if (definition.type === "foreign key" || definition.inherited === true || !definition.valid) return false;
  return !dependsOn.some((id) => missing.has(id));
}

/** Whether something that a part needs needs the table in turn. */
function needsTable(part: CatalogObject<"column" | "constraint">, table: ObjectId, { desired }: PlanFacts): boolean {
  const isOfTable = (id: ObjectId): boolean => id === table || desired.get(id)?.parent === table;
  const queue = part.dependsOn.filter((id) => !isOfTable(id));
  const seen = new Set(queue);
  for (let next = queue.pop(); next !== undefined; next = queue.pop()) {
    for (const id of desired.get(next)?.dependsOn ?? []) {
      if (isOfTable(id)) return true;
      if (seen.has(id)) continue;
      seen.add(id);
      queue.push(id);
    }
  }
  return false;
}
