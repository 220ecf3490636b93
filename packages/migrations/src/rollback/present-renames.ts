import type { Catalog } from "../catalog/catalog.ts";
import type { Renames } from "../diff/rename-objects.ts";
import type { MigrationPlan } from "../plan/migration-plan.ts";

/** The renames of a plan that were done: a migration that failed may not have got as far as all of them. */
export function presentRenames({ renamesBack = {} }: MigrationPlan, current: Catalog): Renames {
  const there = new Set<string>(current.objects.map(({ id }) => id));
  return Object.fromEntries(Object.entries(renamesBack).filter(([id]) => there.has(id)));
}
