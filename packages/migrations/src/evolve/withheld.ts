import { type DataFlowError, isDataFlowError } from "@dataflow/core";
import type { ObjectId } from "../catalog/object-id.ts";
import type { MigrationPlan, PlanStep } from "../plan/migration-plan.ts";

/** Failures that the rows of a table are the reason of: they stay as they are until somebody mends the rows. */
const ROWS_ARE_WRONG: ReadonlySet<string> = new Set([
  "DATABASE.UNIQUE_VIOLATION",
  "DATABASE.NOT_NULL_VIOLATION",
  "DATABASE.CHECK_VIOLATION",
  "DATABASE.FOREIGN_KEY_VIOLATION",
  "DATABASE.VALUE_OUT_OF_RANGE",
  "DATABASE.INVALID_VALUE",
  "MIGRATION.FOREIGN_KEYS_BROKEN",
  "MIGRATION.CHECK_FAILED",
]);

/**
 * Notes what a failed step was about, when the rows there are do not allow it: everything else can still be done.
 *
 * @param error what applying the plan failed with
 * @param plan the plan
 * @param withheld what is withheld already; it gets the object
 * @returns whether planning again makes sense
 */
export function withheldBy(error: unknown, plan: MigrationPlan, withheld: Map<ObjectId, string>): boolean {
  if (!isDataFlowError(error) || error.code !== "MIGRATION.STEP_FAILED") return false;
  const reason = reasonOf(error);
  const step = plan.segments.flatMap(({ steps }) => steps).find(({ id }) => id === error.meta.step);
  if (reason === undefined || step === undefined) return false;
  const objects = candidates(step).filter((id) => !withheld.has(id));
  for (const id of objects) withheld.set(id, `${id}: the rows there are do not allow it: ${reason.message}`);
  return objects.length > 0;

  /** Where a table is built anew, first what asks something of its rows; all of it only when that was not the reason. */
  function candidates({ object, members }: PlanStep): readonly ObjectId[] {
    if (members === undefined) return [object];
    const strict = members.filter((member) => member.change === "alter" || isConstraint(member.object));
    const left = strict.map((member) => member.object).filter((id) => id !== object && !withheld.has(id));
    return left.length > 0 ? left : [object, ...members.map((member) => member.object)];
  }
}

function isConstraint(id: ObjectId): boolean {
  return id.startsWith("constraint ");
}

function reasonOf(error: DataFlowError): DataFlowError | undefined {
  const { cause } = error;
  if (!isDataFlowError(cause)) return undefined;
  return ROWS_ARE_WRONG.has(cause.code) ? cause : reasonOf(cause);
}
