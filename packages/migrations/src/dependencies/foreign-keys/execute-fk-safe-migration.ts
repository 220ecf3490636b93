import type { Connection } from "@dataflow/database";
import { applyMigration } from "../../apply/apply-migration.ts";
import type { MigrationOutcome } from "../../apply/migration-outcome.ts";
import { indexCatalog } from "../../catalog/catalog.ts";
import { catalogFingerprint, definitionHash } from "../../catalog/catalog-fingerprint.ts";
import type { ObjectId } from "../../catalog/object-id.ts";
import { readCatalog } from "../../introspect/read-catalog.ts";
import { freezeDeep } from "../../snapshot/freeze-deep.ts";
import type { FkSafePlan } from "./plan-fk-safe-migration.ts";

/** What an FK-safe migration came to. */
export interface FkSafeResult {
  /** Whether the schema is the one that was planned, and every key that stays is what it was. */
  readonly success: boolean;
  readonly outcome: MigrationOutcome;
  /** Keys that were looked at afterwards and found as they were. */
  readonly restoredConstraints: readonly ObjectId[];
  /** Keys that are not there or not as they were; empty on success. */
  readonly differingConstraints: readonly ObjectId[];
}

/**
 * Applies an FK-safe plan and looks at the result.
 *
 * @param connection the database
 * @param plan the plan
 * @returns what was done and found
 * @throws what `applyMigration` throws
 */
export async function executeFkSafeMigration(connection: Connection, plan: FkSafePlan): Promise<FkSafeResult> {
  const outcome = await applyMigration(connection, plan.plan, { rollbackOnError: true });
  const after = await readCatalog(connection);
  const objects = indexCatalog(after);
  const isAsBefore = ({ constraint, definition }: FkSafePlan["preserved"][number]): boolean => {
    const object = objects.get(constraint);
    return object !== undefined && definitionHash(object) === definition;
  };
  const restored = plan.preserved.filter(isAsBefore);
  const differing = plan.preserved.filter((one) => !isAsBefore(one));
  return freezeDeep({
    success: differing.length === 0 && catalogFingerprint(after, plan.plan.unspelled) === plan.plan.to,
    outcome,
    restoredConstraints: restored.map(({ constraint }) => constraint),
    differingConstraints: differing.map(({ constraint }) => constraint),
  });
}
