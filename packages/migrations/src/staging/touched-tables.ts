import { type Catalog, indexCatalog } from "../catalog/catalog.ts";
import type { CatalogObject } from "../catalog/catalog-object.ts";
import type { ObjectId } from "../catalog/object-id.ts";
import type { PlanStep } from "../plan/migration-plan.ts";

/** What of a step says which tables it is about. */
export type StepPlace = Pick<PlanStep, "object" | "lock" | "members" | "statements">;

/**
 * The tables that steps change or lock, of those that are there before.
 *
 * @param catalog the database before
 * @param steps the steps
 * @returns the tables by identity; a partitioned table with its partitions
 */
export function touchedTables(catalog: Catalog, steps: readonly StepPlace[]): readonly ObjectId[] {
  const objects = indexCatalog(catalog);
  const tables = catalog.objects.filter((object) => object.kind === "table");
  const names = new Map(tables.map(({ id }) => [nameOf(id), id]));
  const touched = new Set<ObjectId>();
  for (const { object, lock, members = [], statements } of steps) {
    const known = touched.size;
    for (const id of [object, ...members.map((member) => member.object)]) {
      const there = objects.get(id);
      const table = there === undefined ? tableWithin(nameOf(id), names) : tableOf(there, catalog);
      if (table !== undefined) touched.add(table);
    }
    for (const part of lock?.split(/, | and /) ?? []) {
      const table = names.get(part.slice(part.indexOf(" on ") + 4).trim());
      if (table !== undefined) touched.add(table);
    }
    // Something new whose name does not say where it belongs, such as an index: its statement does.
    if (touched.size === known && !objects.has(object))
      for (const table of tables) if (isMentioned(table.path, statements)) touched.add(table.id);
  }
  return tables.filter((table) => isWithin(table, touched, tables)).map(({ id }) => id);
}

function isMentioned(path: readonly string[], statements: readonly string[]): boolean {
  const words = path.at(-1) ?? "";
  const escaped = words.replaceAll('"', '""').replaceAll(/[.*+?^${}()|[\]\\]/g, "\\$&");
  return statements.some((sql) => new RegExp(`(?<![\\w$"])"?${escaped}"?(?![\\w$"])`, "u").test(sql));
}

/** The identity without its kind. */
function nameOf(id: ObjectId): string {
  return id.slice(id.indexOf(" ") + 1);
}

function tableOf(object: CatalogObject, catalog: Catalog): ObjectId | undefined {
  if (object.kind === "table") return object.id;
  if (object.kind === "comment" || object.kind === "grant") return undefined;
  const parent = catalog.objects.find(({ id }) => id === object.parent);
  return parent === undefined ? undefined : tableOf(parent, catalog);
}

/** The table that something new is a part of. */
function tableWithin(name: string, tables: ReadonlyMap<string, ObjectId>): ObjectId | undefined {
  for (const [table, id] of tables) if (name.startsWith(`${table}.`)) return id;
  return undefined;
}

function isWithin(
  table: CatalogObject<"table">,
  touched: ReadonlySet<ObjectId>,
  tables: readonly CatalogObject<"table">[],
): boolean {
  if (touched.has(table.id)) return true;
  const above = table.definition.partitionOf?.table;
  const parent = tables.find(({ id }) => id === above);
  return parent !== undefined && isWithin(parent, touched, tables);
}
