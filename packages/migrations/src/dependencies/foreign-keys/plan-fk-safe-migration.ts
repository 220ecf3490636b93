import { suggestion } from "@dataflow/core";
import { type Catalog, indexCatalog } from "../../catalog/catalog.ts";
import { definitionHash } from "../../catalog/catalog-fingerprint.ts";
import type { CatalogObject } from "../../catalog/catalog-object.ts";
import { displayName, type ObjectId } from "../../catalog/object-id.ts";
import { ddlDialect } from "../../dialects/ddl-dialects.ts";
import { withObjects, withoutObjects, withType, withUnchecked } from "../../diff/edit-catalog.ts";
import { renameObjects } from "../../diff/rename-objects.ts";
import { migrationErrors } from "../../errors/migration-errors.ts";
import { invalidOption } from "../../errors/option-names.ts";
import type { MigrationPlan, PlanSegment } from "../../plan/migration-plan.ts";
import { planMigration } from "../../plan/plan-migration.ts";
import { sealMigrationPlan } from "../../plan/seal-migration-plan.ts";
import { freezeDeep } from "../../snapshot/freeze-deep.ts";
import { analyzeDependencies } from "../analyze-dependencies.ts";
import type { FkImpact } from "./fk-impact.ts";
import { FK_STRATEGIES, type FkStrategy } from "./fk-strategy.ts";

/** How a change is planned. */
export interface FkSafePlanOptions {
  /**
   * `"minimal_downtime"`: keys come back without a look at the rows, which are checked afterwards while others write.
   * `"single_transaction"`: all or nothing, and others wait. Default `"minimal_downtime"`; a database that makes a table
   * anew for such a change has only one way.
   */
  readonly preferredStrategy?: FkStrategy;
  /** For RENAME_TABLE and RENAME_COLUMN. */
  readonly newName?: string;
  /** For CHANGE_TYPE: for all columns that are one type together. */
  readonly newType?: string;
  /** What may be lost, in the words of the refusal: `"narrow column users.id"`. */
  readonly allow?: readonly string[];
}

/** A change with all foreign keys in mind. */
export interface FkSafePlan {
  readonly impact: FkImpact;
  readonly strategy: FkStrategy;
  readonly plan: MigrationPlan;
  /** The keys that are afterwards what they were before, with the hashes of their definitions. */
  readonly preserved: readonly { readonly constraint: ObjectId; readonly definition: string }[];
}

const NAMES: readonly string[] = [
  "preferredStrategy",
  "newName",
  "newType",
  "allow",
] satisfies (keyof FkSafePlanOptions)[];

/**
 * Plans a change so that every foreign key that stays is what it was.
 *
 * @param catalog the database's whole catalog
 * @param impact what was found about the change
 * @param options how, and the new name or type
 * @returns the plan
 * @throws MIGRATION.UNKNOWN_OPTION, MIGRATION.INVALID_OPTION, MIGRATION.UNDECIDED
 */
export async function planFkSafeMigration(
  catalog: Catalog,
  impact: FkImpact,
  options: FkSafePlanOptions,
): Promise<FkSafePlan> {
  const strategy = checkOptions(impact, options);
  await assertNothingElse(catalog, impact);
  const stages = stagesOf(catalog, impact, { ...options, preferredStrategy: strategy });
  const plan = joined(stages, strategy);
  const undecided = stages.flatMap(({ plan: { refused } }) => refused);
  if (undecided.length > 0) throw undecidedChange(undecided.map(({ reason, allow = "" }) => `${reason} (${allow})`));
  const reached = indexCatalog(stages.at(-1)?.reached ?? catalog);
  const renamed = new Map<ObjectId, ObjectId>(stages.flatMap(({ ids = [] }) => [...ids]));
  const preserved = impact.affectedConstraints.flatMap(({ constraint, effect }) => {
    const object = reached.get(renamed.get(constraint) ?? constraint);
    return effect === "goes" || object === undefined
      ? []
      : [{ constraint: object.id, definition: definitionHash(object) }];
  });
  return freezeDeep({ impact, strategy, plan, preserved });
}

interface Stage {
  readonly plan: MigrationPlan;
  readonly reached: Catalog;
  /** New identities by old ones. */
  readonly ids?: ReadonlyMap<ObjectId, ObjectId>;
}

function stagesOf(catalog: Catalog, impact: FkImpact, options: FkSafePlanOptions): readonly Stage[] {
  const { operation } = impact.request;
  if (operation === "CHANGE_TYPE") return typeStages(catalog, impact, options);
  if (operation.startsWith("RENAME")) return [renameStage(catalog, impact, options)];
  const reached = withoutObjects(catalog, [impact.subject]);
  const name = displayName(indexCatalog(catalog).get(impact.subject)?.path ?? []);
  const kind = operation === "DROP_TABLE" ? "table" : "column";
  const allow = [...(options.allow ?? []), `drop ${kind} ${name}`];
  return [{ plan: planMigration(catalog, reached, { allow }), reached }];
}

function renameStage(catalog: Catalog, { subject }: FkImpact, { newName = "" }: FkSafePlanOptions): Stage {
  const { objects, origins } = renameObjects(catalog, { [subject]: newName });
  const reached = withObjects(catalog, objects.values());
  const ids = new Map([...origins].map(([now, old]) => [old, now]));
  return { plan: planMigration(catalog, reached, { renames: { [subject]: newName } }), reached, ids };
}

/** Without the keys, other types, the keys again, and only then a look at the rows. */
function typeStages(catalog: Catalog, impact: FkImpact, options: FkSafePlanOptions): readonly Stage[] {
  const { allow = [] } = options;
  const newType = ddlDialect(catalog.dialect).typeWords(options.newType ?? "");
  const reached = withType(catalog, impact.affectedColumns, newType);
  // Where a key cannot be added to a table, the table is made anew with everything in it.
  if (ddlDialect(catalog.dialect).addForeignKey === undefined)
    return [{ plan: planMigration(catalog, reached, { allow }), reached }];
  const keys = impact.affectedConstraints.map(({ constraint }) => constraint);
  const bare = withoutObjects(catalog, keys);
  const retyped = withType(bare, impact.affectedColumns, newType);
  const isQuick = options.preferredStrategy === "minimal_downtime";
  const ways = isQuick ? [bare, retyped, withUnchecked(reached, keys), reached] : [bare, retyped, reached];
  return ways.map((to, index) => {
    const from = ways[index - 1] ?? catalog;
    // A key is made again, so nothing is lost with it.
    const dropped = index === 0 ? "everything" : allow;
    return { plan: planMigration(from, to, { allow: dropped }), reached: to };
  });
}

/** One plan of all stages: one journal, and one way on after an interruption. */
function joined(stages: readonly Stage[], strategy: FkStrategy): MigrationPlan {
  const [first] = stages;
  const last = stages.at(-1);
  if (first === undefined || last === undefined) throw new TypeError("a plan has stages");
  if (stages.length === 1) return first.plan;
  const segments = stages.flatMap(({ plan }) => plan.segments);
  const { hash: _, ...content } = first.plan;
  return sealMigrationPlan({
    ...content,
    to: last.plan.to,
    segments: strategy === "single_transaction" ? inOne(segments) : segments,
    refused: stages.flatMap(({ plan }) => plan.refused),
    questions: stages.flatMap(({ plan }) => plan.questions),
  });
}

function inOne(segments: readonly PlanSegment[]): readonly PlanSegment[] {
  if (segments.some(({ mode }) => mode !== "transactional")) return segments;
  return [{ mode: "transactional", steps: segments.flatMap(({ steps }) => steps) }];
}

/** What else needs a thing that goes is nothing that keys could be asked about. */
async function assertNothingElse(catalog: Catalog, impact: FkImpact): Promise<void> {
  const objects: ReadonlyMap<string, CatalogObject> = indexCatalog(catalog);
  const subject = objects.get(impact.subject);
  if (subject === undefined || !impact.request.operation.startsWith("DROP")) return;
  const table = subject.kind === "table" ? subject.id : subject.parent;
  const { dependencies, unknown } = await analyzeDependencies(catalog, subject);
  const others = dependencies.filter(({ object, dependencyType }) => {
    const found = objects.get(object);
    const isPart = found?.parent !== undefined && found.parent === table;
    return !(isPart && dependencyType !== "generated column") && dependencyType !== "sequence";
  });
  if (others.length === 0 && unknown.length === 0) return;
  throw undecidedChange([
    ...others.map(({ dependencyType, objectName }) => `${dependencyType} ${objectName}`),
    ...unknown,
  ]);
}

function checkOptions({ request: { operation } }: FkImpact, options: FkSafePlanOptions): FkStrategy {
  for (const name of Object.keys(options)) {
    if (NAMES.includes(name)) continue;
    throw migrationErrors.create("UNKNOWN_OPTION", {
      message: `generateFkSafeMigrationPlan has no option "${name}"`,
      why: "an option that is not known would be ignored without a word",
      fix: suggestion(name, NAMES),
    });
  }
  const { preferredStrategy = "minimal_downtime", newName, newType } = options;
  if (!FK_STRATEGIES.includes(preferredStrategy))
    throw invalidOption(
      "generateFkSafeMigrationPlan",
      "preferredStrategy",
      suggestion(String(preferredStrategy), FK_STRATEGIES),
    );
  if (operation === "DELETE_ROWS")
    throw invalidOption(
      "generateFkSafeMigrationPlan",
      "impact",
      "plan a change of the schema; rows are deleted by a query",
    );
  if (operation.startsWith("RENAME") !== (newName !== undefined))
    throw invalidOption(
      "generateFkSafeMigrationPlan",
      "newName",
      "give the new name of a RENAME operation, and of no other",
    );
  if ((operation === "CHANGE_TYPE") !== (newType !== undefined))
    throw invalidOption(
      "generateFkSafeMigrationPlan",
      "newType",
      "give the new type of CHANGE_TYPE, and of no other operation",
    );
  return preferredStrategy;
}

function undecidedChange(reasons: readonly string[]): Error {
  return migrationErrors.create("UNDECIDED", {
    message: `The change cannot be planned as it is:\n${reasons.map((reason) => `- ${reason}`).join("\n")}`,
    why: "something else would be lost with it, or nobody can say that nothing would",
    fix: 'drop or change what is listed first, or allow a loss by its words: { allow: ["…"] }',
  });
}
