import { migrationErrors } from "../errors/migration-errors.ts";
import { contentHash } from "../snapshot/content-hash.ts";
import { freezeDeep } from "../snapshot/freeze-deep.ts";
import type { MigrationPlan } from "./migration-plan.ts";

/**
 * Makes a plan final.
 *
 * @param content all of the plan but its hash
 * @returns the frozen plan
 */
export function sealMigrationPlan(content: Omit<MigrationPlan, "hash">): MigrationPlan {
  return freezeDeep({ ...content, hash: contentHash(content) });
}

/**
 * Makes sure that a plan is what it was when it was made.
 *
 * @param plan a plan, perhaps read from a file
 * @throws MIGRATION.PLAN_CHANGED when its content does not match its hash
 */
export function assertPlanSealed(plan: MigrationPlan): void {
  const { hash, ...content } = plan;
  if (contentHash(content) === hash) return;
  throw migrationErrors.create("PLAN_CHANGED", {
    message: "The migration plan does not match its hash",
    why: "it was changed after it was made, so nobody has seen what it would do now",
    fix: "make the plan again and apply that",
  });
}
