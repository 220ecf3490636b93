import { type CatalogIndex, indexCatalog } from "../catalog/catalog.ts";
import type { ObjectId } from "../catalog/object-id.ts";
import { displayName } from "../catalog/object-id.ts";
import { renameObjects } from "../diff/rename-objects.ts";
import type { ModelsLook } from "../evolve/look-at-models.ts";
import type { PlannedModels } from "../evolve/plan-models.ts";
import type { PlanStep } from "../plan/migration-plan.ts";
import { type RiskFacts, stepRisk } from "../risk/step-risk.ts";
import { freezeDeep } from "../snapshot/freeze-deep.ts";
import { higherRisk, type RiskLevel } from "./risk-level.ts";

/** One step of a migration as a reviewer sees it. */
export interface PreviewStep {
  /** `"addColumn users.phone"`. */
  readonly id: string;
  readonly operation: string;
  /** The object's name: `"users.phone"`. */
  readonly object: string;
  /** What is run, in this database's words. */
  readonly sql: readonly string[];
  readonly riskLevel: RiskLevel;
  /** The strongest lock it takes on tables that exist; absent means none worth a word. */
  readonly lock?: string;
  /** Rows that it reads or writes; absent when it touches none. */
  readonly rows?: number | "unknown";
  /** Whether it can be taken back: by the opposite change, with data that is put aside before, or not at all. */
  readonly reversible: "yes" | "withBackup" | "no";
  /** What it destroys, because that was allowed. */
  readonly loss?: string;
  /** What it makes room for, when it is only dropped to be made again. */
  readonly because?: string;
  /** What its statements change beside: `"alter column users.age"`. */
  readonly includes?: readonly string[];
}

/** A change that is wanted and not done. */
export interface PreviewRefusal {
  readonly object: string;
  readonly reason: string;
  /** The entry of the option `allow` that lets it happen; absent when nothing does. */
  readonly allow?: string;
}

/** Two readings of one difference, and how to choose. */
export interface PreviewQuestion {
  readonly message: string;
  /** The entry of the option `renames` that says that it is one object. */
  readonly rename: { readonly from: string; readonly to: string };
  /** The entry of the option `allow` that says that they are two, and the old one goes. */
  readonly allow: string;
}

/** A migration before it is done. Nothing was written to make it. */
export interface MigrationPreview {
  /** The database, without its password. */
  readonly target: string;
  /** The plan that these steps are; whoever applies it applies exactly this. */
  readonly hash: string;
  /** The highest of all steps. */
  readonly riskLevel: RiskLevel;
  readonly steps: readonly PreviewStep[];
  /** How many transactions the steps take, one by one outside of any included. */
  readonly transactions: number;
  readonly refused: readonly PreviewRefusal[];
  readonly questions: readonly PreviewQuestion[];
}

/**
 * Makes the preview of a plan for models.
 *
 * @param target the database's name
 * @param look what was found
 * @param planned the plan
 * @returns the preview: the same for the same database and models
 */
export function previewOf(
  target: string,
  look: Pick<ModelsLook, "actual" | "index" | "renames">,
  planned: PlannedModels,
): MigrationPreview {
  const { plan, desired, rows } = planned;
  const facts: RiskFacts = {
    actual: renameObjects(look.actual, look.renames).objects,
    desired: indexCatalog(desired),
    rows: (table) => rows.get(table),
  };
  const names = nameFinder([facts.desired, facts.actual, look.index]);
  const steps = plan.segments.flatMap((segment) => segment.steps).map((step) => previewStep(step, facts, names));
  return freezeDeep({
    target,
    hash: plan.hash,
    riskLevel: steps.map(({ riskLevel }) => riskLevel).reduce(higherRisk, "LOW"),
    steps,
    transactions: plan.segments.length,
    refused: plan.refused.map(({ object, reason, allow }) => ({
      object: names(object),
      reason,
      ...(allow !== undefined && { allow }),
    })),
    questions: plan.questions.map(({ message, dropped, rename, allow }) => ({
      message,
      rename: { from: names(dropped), to: rename.to },
      allow,
    })),
  });
}

/** `"column users.phone"`, the way options take it. */
type NameFinder = (id: ObjectId) => string;

function nameFinder(catalogs: readonly CatalogIndex[]): NameFinder {
  return (id) => {
    const object = catalogs.map((catalog) => catalog.get(id)).find((found) => found !== undefined);
    return object === undefined ? id : `${object.kind} ${displayName(object.path)}`;
  };
}

const REVERSIBLE = { inverse: "yes", backup: "withBackup", never: "no" } as const;

function previewStep(step: PlanStep, facts: RiskFacts, names: NameFinder): PreviewStep {
  const { id, operation, object, statements, lock, rows, reversal, loss, because, members } = step;
  return {
    id,
    operation,
    object: names(object),
    sql: statements,
    riskLevel: stepRisk(step, facts),
    ...(lock !== undefined && { lock }),
    ...(rows !== undefined && { rows }),
    reversible: REVERSIBLE[reversal],
    ...(loss !== undefined && { loss }),
    ...(because !== undefined && { because: names(because) }),
    ...(members !== undefined && { includes: members.map((member) => `${member.change} ${names(member.object)}`) }),
  };
}
