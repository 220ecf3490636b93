import { migrationErrors } from "../errors/migration-errors.ts";
import { contentHash } from "../snapshot/content-hash.ts";
import { freezeDeep } from "../snapshot/freeze-deep.ts";
import type { Plan } from "./plan.ts";

/**
 * Makes a plan final.
 *
 * @param content all of the plan but its hash
 * @returns the frozen plan
 */
export function sealPlan(content: Omit<Plan, "hash">): Plan {
  return freezeDeep({ ...content, hash: contentHash(content) });
}

/**
 * Makes sure that a plan is what it was when it was made.
 *
 * @param plan a plan, perhaps read from a file
 * @throws MIGRATION.PLAN_CHANGED when its content does not match its hash
 */
export function assertSealed(plan: Plan): void {
  const { hash, ...content } = plan;
  if (contentHash(content) === hash) return;
  throw migrationErrors.create("PLAN_CHANGED", {
    message: `The plan for ${content.tables.length} tables does not match its hash`,
    why: "its steps were changed after it was made, so nobody has seen what it would do now",
    fix: "make the plan again with planCreation and apply that",
  });
}
