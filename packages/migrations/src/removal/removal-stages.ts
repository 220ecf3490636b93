import type { MigrationPlan, PlanStep } from "../plan/migration-plan.ts";
import { REMOVAL_STAGES, type RemovalStage, type RemovalStageName } from "./removal-plan.ts";

const DESCRIPTIONS: Readonly<Record<RemovalStageName, string>> = {
  HIDING: "what depends on the column goes or is made again, and the column is hidden under another name",
  BACKUP: "values are put aside with the key of their rows",
  REHEARSAL: "what was put aside is given back to a copy, and compared value by value",
  REMOVAL: "the column is dropped",
};

const BACKUP_OPERATIONS: ReadonlySet<string> = new Set(["createBackup", "copyColumn", "backupColumn"]);

/**
 * The stages of a removal.
 *
 * @param migration its steps
 * @returns the stages that have steps, in order
 */
export function removalStages({ segments }: MigrationPlan): readonly RemovalStage[] {
  const steps = segments.flatMap((segment) => segment.steps);
  const renames = steps.findIndex(({ operation }) => operation === "renameColumn");
  const firstAside = steps.findIndex(isAside);
  const stageOf = (step: PlanStep, index: number): RemovalStageName => {
    if (step.operation === "rehearseRestore") return "REHEARSAL";
    if (BACKUP_OPERATIONS.has(step.operation)) return "BACKUP";
    return renames >= 0 && (firstAside < 0 || index < firstAside) ? "HIDING" : "REMOVAL";
  };
  return REMOVAL_STAGES.flatMap((stage) => {
    const own = steps.filter((step, index) => stageOf(step, index) === stage).map(({ id }) => id);
    return own.length === 0 ? [] : [{ stage, description: DESCRIPTIONS[stage], steps: own }];
  });
}

function isAside({ operation }: PlanStep): boolean {
  return operation === "rehearseRestore" || BACKUP_OPERATIONS.has(operation);
}
