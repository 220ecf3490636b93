import type { CatalogIndex } from "../catalog/catalog.ts";
import type { CatalogObject } from "../catalog/catalog-object.ts";
import type { CatalogDifference } from "../diff/catalog-difference.ts";
import type { PlanFacts } from "../operations/operation-type.ts";

/**
 * A difference without the drops of keys and indexes that a partitioned table takes over when their table becomes a
 * partition of it. From then on they are a part of its own, and no catalog lists them; dropped before, they would all be
 * built again under a lock.
 *
 * @param difference what differs
 * @param facts both catalogs
 * @returns the difference without them
 */
export function withoutAdopted(difference: CatalogDifference, { actual, desired }: PlanFacts): CatalogDifference {
  const dropped = difference.dropped.filter((object) => !isAdopted(object, { actual, desired }));
  return dropped.length === difference.dropped.length ? difference : { ...difference, dropped };
}

function isAdopted(
  object: CatalogObject,
  { actual, desired }: { readonly actual: CatalogIndex; readonly desired: CatalogIndex },
): boolean {
  const words = wordsOf(object);
  if (words === undefined || object.parent === undefined) return false;
  const [before, after] = [actual.get(object.parent), desired.get(object.parent)];
  const parent = after?.kind === "table" ? after.definition.partitionOf?.table : undefined;
  if (parent === undefined || before?.kind !== "table" || before.definition.partitionOf?.table === parent) return false;
  return [...desired.values()].some((one) => one.parent === parent && wordsOf(one) === words);
}

/** What makes two of them alike: all but their names and tables. Undefined for what no parent takes over. */
function wordsOf(object: CatalogObject): string | undefined {
  if (object.kind === "constraint") {
    const { type, sql, valid } = object.definition;
    return type !== "check" && type !== "exclude" && valid ? sql : undefined;
  }
  if (object.kind !== "index" || !object.definition.valid) return undefined;
  const { sql, unique } = object.definition;
  const start = sql.indexOf(" USING ");
  return start === -1 ? undefined : `${unique ? "UNIQUE " : ""}INDEX${sql.slice(start)}`;
}
