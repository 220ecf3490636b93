import type { Connection } from "@dataflow/database";
import type { Catalog } from "../catalog/catalog.ts";
import type { CatalogObject } from "../catalog/catalog-object.ts";
import { aliasDialect } from "../dialects/alias-dialects.ts";
import { checkOptionNames, invalidOption } from "../errors/option-names.ts";
import type { MigrationPlan, PlanSegment, PlanStep } from "../plan/migration-plan.ts";
import { planMigration } from "../plan/plan-migration.ts";
import { sealMigrationPlan } from "../plan/seal-migration-plan.ts";
import { freezeDeep } from "../snapshot/freeze-deep.ts";
import { sameCatalog } from "./analyze-rename.ts";
import { renameBlocked } from "./rename-errors.ts";
import type { RenameImpact } from "./rename-impact.ts";
import { aliasObjects, aliasSource, renamedCatalog } from "./renamed-catalog.ts";
import { type LeftFunction, rewrittenFunctions } from "./rewritten-functions.ts";

/** What is kept before a rename: nothing; the definitions; the definitions, and all rows of the table. */
export const RENAME_BACKUPS = ["none", "schema_snapshot", "full_backup"] as const;

/** How a rename is done. */
export interface RenamePlanOptions {
  /** Whether bodies of functions that name the table get the new name, too. Default `false`. */
  readonly includeDependencyUpdates?: boolean;
  /** Whether the old name stays, as a view that can be written to. Default `true`. */
  readonly aliasView?: boolean;
  /** What is kept before. A rename loses nothing, so by default `"none"`. */
  readonly backupStrategy?: (typeof RENAME_BACKUPS)[number];
}

/** A rename that can be done. */
export interface RenamePlan {
  readonly impact: RenameImpact;
  readonly aliasView: boolean;
  readonly backupStrategy: (typeof RENAME_BACKUPS)[number];
  /** The rename itself: one short transaction. */
  readonly migration: MigrationPlan;
  /** Functions that name the table and are left as they are, with the reason. */
  readonly leftFunctions: readonly LeftFunction[];
}

const NAMES: readonly string[] = [
  "includeDependencyUpdates",
  "aliasView",
  "backupStrategy",
] satisfies (keyof RenamePlanOptions)[];

/**
 * Plans a rename.
 *
 * @param connection the database
 * @param impact what was found out about it
 * @param options how
 * @returns the plan
 * @throws MIGRATION.RENAME_BLOCKED when both names cannot be made to work, or the new one is taken
 * @throws MIGRATION.PLAN_OUTDATED when the schema was changed since
 */
export async function planRename(
  connection: Connection,
  impact: RenameImpact,
  options: RenamePlanOptions = {},
): Promise<RenamePlan> {
  const { includeDependencyUpdates = false, aliasView = true, backupStrategy = "none" } = checked(options);
  const reasons = aliasView ? impact.reasons : impact.nameProblems;
  if (reasons.length > 0) throw renameBlocked(connection, impact, reasons);
  const catalog = await sameCatalog(connection, impact);
  const { names } = impact;
  const { functions, left } = includeDependencyUpdates
    ? await rewrittenFunctions(catalog, impact)
    : { functions: [], left: [] };
  const source = aliasSource(catalog, names);
  if (source === undefined) throw renameBlocked(connection, impact, ["the table is not there any more"]);
  const renames = aliasView ? names.renames : plainRenames(impact);
  const alias = aliasView ? aliasObjects(catalog, source) : [];
  const desired = renamedCatalog(catalog, { renames, alias }, functions);
  const plan = planMigration(catalog, desired, { renames });
  const owner = aliasView
    ? await aliasDialect(connection.dialect).ownership(connection, pathOf(catalog, impact), names.aliasPath)
    : [];
  const migration = inAMoment(plan, owner);
  return freezeDeep({ impact, aliasView, backupStrategy, migration, leftFunctions: left });
}

/** Without an alias a column is renamed where it is, and its table keeps its name. */
function plainRenames({ subject, newName }: RenameImpact) {
  return { [subject]: newName };
}

function pathOf(catalog: Catalog, { names }: RenameImpact): readonly string[] {
  return catalog.objects.find(({ id }: CatalogObject) => id === names.table)?.path ?? names.aliasPath;
}

/**
 * The view belongs to whom the table belongs, or its writes would be somebody else's. Nobody waits for the table while
 * the catalog is read at the end.
 */
function inAMoment(plan: MigrationPlan, ownership: readonly string[]): MigrationPlan {
  const { hash: _, ...content } = plan;
  const owned = (step: PlanStep): PlanStep =>
    step.operation === "createView" ? { ...step, statements: [...step.statements, ...ownership] } : step;
  const segments = content.segments.map(
    ({ mode, steps }): PlanSegment => ({
      mode,
      ...(mode === "transactional" && { isBrief: true }),
      steps: steps.map(owned),
    }),
  );
  return sealMigrationPlan({ ...content, segments });
}

function checked(options: RenamePlanOptions): RenamePlanOptions {
  checkOptionNames("createRenamePlan", options, NAMES);
  const { includeDependencyUpdates, aliasView, backupStrategy } = options;
  for (const [name, value] of Object.entries({ includeDependencyUpdates, aliasView }))
    if (value !== undefined && typeof value !== "boolean")
      throw invalidOption("createRenamePlan", name, "give true or false");
  if (backupStrategy !== undefined && !RENAME_BACKUPS.includes(backupStrategy))
    throw invalidOption("createRenamePlan", "backupStrategy", `give one of: ${RENAME_BACKUPS.join(", ")}`);
  return options;
}
