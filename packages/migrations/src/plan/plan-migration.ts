import { type Catalog, type CatalogIndex, indexCatalog } from "../catalog/catalog.ts";
import { objectsFingerprint } from "../catalog/catalog-fingerprint.ts";
import type { CatalogObject } from "../catalog/catalog-object.ts";
import type { ObjectId } from "../catalog/object-id.ts";
import { registryOf } from "../dialects/operation-registries.ts";
import { type CatalogDifference, catalogDifference } from "../diff/catalog-difference.ts";
import { type Renames, renameObjects } from "../diff/rename-objects.ts";
import { renameQuestions } from "../diff/rename-questions.ts";
import { isSameContent } from "../diff/same-content.ts";
import { migrationErrors } from "../errors/migration-errors.ts";
import type { ObjectChange, PlanFacts } from "../operations/operation-type.ts";
import { planActions } from "./action-planner.ts";
import { withoutAdopted } from "./adopted-parts.ts";
import type { MigrationPlan } from "./migration-plan.ts";
import { orderActions } from "./order-actions.ts";
import type { PlanOptions } from "./plan-options.ts";
import { segmentsOf } from "./plan-segments.ts";
import { sealMigrationPlan } from "./seal-migration-plan.ts";

/** The work of the exported `planMigration`, which says what it promises. */
export function planMigration(actual: Catalog, desired: Catalog, options: PlanOptions = {}): MigrationPlan {
  if (actual.dialect !== desired.dialect) throw differentDialects(actual, desired);
  const renamed = renameObjects(actual, options.renames ?? {});
  const facts = planFacts(actual, { actual: renamed.objects, desired: indexCatalog(desired) }, options);
  const difference = withoutAdopted(withoutTyped(catalogDifference(facts.actual, facts.desired), facts), facts);
  if (isEmpty(difference) && renamed.changes.length === 0) return unchanged(actual, facts.desired);
  const questions = renameQuestions(difference, facts, options.allow ?? []);
  const input = { registry: registryOf(actual.dialect), facts, allow: options.allow ?? [] };
  const { actions, refused, reached } = planActions(input, { difference, renames: renamed.changes, questions });
  const ordered = orderActions(actions, { actual: facts.actual, desired: reached });
  const unspelled = unspelledOf(reached);
  const content = {
    version: 2,
    dialect: actual.dialect,
    from: objectsFingerprint(indexCatalog(actual)),
    to: objectsFingerprint(reached, unspelled),
    unspelled,
    segments: segmentsOf(ordered, { ...facts, desired: reached }, renamed.origins),
    refused,
    questions,
    ...(renamed.changes.length > 0 && { renamesBack: renamesBack(renamed.changes) }),
  } as const;
  return sealMigrationPlan(content);
}

function isEmpty({ created, dropped, altered }: CatalogDifference): boolean {
  return created.length === 0 && dropped.length === 0 && altered.length === 0;
}

/** A plan with nothing to do. */
function unchanged(actual: Catalog, desired: CatalogIndex): MigrationPlan {
  const unspelled = unspelledOf(desired);
  const from = objectsFingerprint(indexCatalog(actual));
  return sealMigrationPlan({
    version: 2,
    dialect: actual.dialect,
    from,
    to: unspelled.length === 0 ? from : objectsFingerprint(desired, unspelled),
    unspelled,
    segments: [],
    refused: [],
    questions: [],
  });
}

function unspelledOf(objects: CatalogIndex): readonly ObjectId[] {
  return [...objects.values()].flatMap(({ id, isApproximate }) => (isApproximate === true ? [id] : [])).sort();
}

/** Columns of a table that has its type's come and go with the type's. */
function withoutTyped(difference: CatalogDifference, { actual, desired }: PlanFacts): CatalogDifference {
  const isTyped = ({ kind, parent }: CatalogObject): boolean => {
    if (kind !== "column" || parent === undefined) return false;
    const [before, after] = [actual.get(parent), desired.get(parent)];
    return (
      before?.kind === "table" &&
      after?.kind === "table" &&
      before.definition.ofType !== undefined &&
      before.definition.ofType === after.definition.ofType
    );
  };
  return {
    created: difference.created.filter((object) => !isTyped(object)),
    dropped: difference.dropped.filter((object) => !isTyped(object)),
    altered: [...difference.altered, ...difference.created.filter(isTyped).flatMap(asAltered)],
  };
}

/** A column that came with its table's type has nothing but that until the table adds to it. */
function asAltered(after: CatalogObject): CatalogDifference["altered"] {
  if (after.kind !== "column") return [];
  const { type, collation } = after.definition;
  const bare = { type, notNull: false, ...(collation !== undefined && { collation }) };
  return isSameContent(bare, after.definition) ? [] : [{ before: { ...after, definition: bare }, after }];
}

function renamesBack(changes: readonly ObjectChange[]): Renames {
  return Object.fromEntries(changes.map(({ before, after }) => [after?.id, before?.path.at(-1) ?? ""]));
}

function planFacts(
  actual: Catalog,
  sides: { readonly actual: CatalogIndex; readonly desired: CatalogIndex },
  options: PlanOptions,
): PlanFacts {
  return {
    serverVersion: actual.serverVersion,
    ...sides,
    rows: (table) => options.rows?.get(table),
    concurrently: options.concurrently ?? false,
    isMade: (id) => !sides.actual.has(id) && sides.desired.has(id),
  };
}

function differentDialects(actual: Catalog, desired: Catalog): Error {
  return migrationErrors.create("WRONG_DATABASE", {
    message: `There is no way from a ${actual.dialect} catalog to a ${desired.dialect} one`,
    why: "types and statements of one dialect mean nothing to the other",
    fix: "read both catalogs from databases of one kind",
  });
}
