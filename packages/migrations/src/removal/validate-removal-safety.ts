import type { Connection } from "@dataflow/database";
import { catalogFingerprint } from "../catalog/catalog-fingerprint.ts";
import { readCatalog } from "../introspect/read-catalog.ts";
import { freezeDeep } from "../snapshot/freeze-deep.ts";
import type { ColumnRemovalPlan, RemovalValidation } from "./removal-plan.ts";

/**
 * Looks whether a column can be removed as planned.
 *
 * @param connection the database; only its catalog is read
 * @param plan the plan
 * @returns what blocks, and what should be known before
 */
export async function validateRemovalSafety(
  connection: Connection,
  plan: ColumnRemovalPlan,
): Promise<RemovalValidation> {
  const blockingDependencies = plan.dependencies.filter(({ resolution }) => resolution === "blocks");
  const problems = [...plan.unknown, ...plan.refused];
  if (catalogFingerprint(await readCatalog(connection)) !== plan.migration.from)
    problems.push("The schema was changed after the plan was made: make the plan again.");
  const steps = plan.migration.segments.flatMap((segment) => segment.steps);
  const isKept = plan.backupStrategy === "NONE" || steps.some(({ backup }) => backup !== undefined);
  if (!isKept && plan.definition.generated === undefined)
    problems.push("The values cannot be put aside: nothing tells the rows from each other.");
  return freezeDeep({
    isSafe: blockingDependencies.length === 0 && problems.length === 0,
    blockingDependencies,
    problems,
    warnings: warningsOf(plan),
  });
}

function warningsOf({ dependencies, backupStrategy, impact, hiddenAs, column }: ColumnRemovalPlan): readonly string[] {
  const warnings = dependencies
    .filter(({ resolution }) => resolution === "stays")
    .map(({ objectName, dependencyType, reason }) => `The ${dependencyType} ${objectName} stays: ${reason}.`);
  const isLost = backupStrategy === "NONE" && hiddenAs === undefined;
  if (isLost && impact !== undefined && impact.values !== 0)
    warnings.push(`The values of ${impact.values} rows in ${column} are lost: nothing is put aside.`);
  if (isLost && impact === undefined)
    warnings.push(`Nobody has counted the values in ${column}, and nothing is put aside.`);
  return warnings;
}
