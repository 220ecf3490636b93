import { displayName } from "../catalog/object-id.ts";
import type { OperationType, PlanFacts, Reversal } from "../operations/operation-type.ts";
import type { PlanSegment, PlanStep } from "./migration-plan.ts";
import type { PlanAction, PlannedOperation } from "./plan-action.ts";
import { backupOf, type Origins, type StepBackup } from "./step-backup.ts";

/** A step with what its statements ask of transactions. */
interface PlacedStep {
  readonly step: PlanStep;
  readonly transaction: "inside" | "outside" | "commitAfter";
}

/**
 * Puts ordered actions into segments: as few transactions as the server allows.
 *
 * @param actions actions in the order in which they run
 * @param facts what the planner knows
 * @param origins names from before the renames
 * @returns the segments in order
 */
export function segmentsOf(actions: readonly PlanAction[], facts: PlanFacts, origins: Origins): readonly PlanSegment[] {
  const segments: PlanSegment[] = [];
  let open: PlanStep[] = [];
  const close = (): void => {
    if (open.length > 0) segments.push({ mode: "transactional", steps: open });
    open = [];
  };
  for (const { step, transaction } of placedSteps(actions, { facts, origins })) {
    if (transaction === "outside") {
      close();
      segments.push({ mode: "nonTransactional", steps: [step] });
      continue;
    }
    open.push(step);
    if (transaction === "commitAfter") close();
  }
  close();
  return segments;
}

/** What steps are made with. */
interface StepSource {
  readonly facts: PlanFacts;
  readonly origins: Origins;
}

function placedSteps(actions: readonly PlanAction[], source: StepSource): readonly PlacedStep[] {
  const seen = new Map<string, number>();
  return actions.flatMap((action) =>
    action.operations
      .filter(({ statements }) => statements.length > 0)
      .map((operation) => {
        const step = stepOf(action, operation, source);
        // An operation runs twice when its object makes room for another and comes back: the second has another name.
        const count = (seen.get(step.id) ?? 0) + 1;
        seen.set(step.id, count);
        return {
          step: count === 1 ? step : { ...step, id: `${step.id} (${count})` },
          transaction: strictest(operation),
        };
      }),
  );
}

function strictest({ statements }: PlannedOperation): PlacedStep["transaction"] {
  if (statements.some(({ transaction }) => transaction === "outside")) return "outside";
  return statements.some(({ transaction }) => transaction === "commitAfter") ? "commitAfter" : "inside";
}

function stepOf(action: PlanAction, operation: PlannedOperation, source: StepSource): PlanStep {
  const { type, statements, loss } = operation;
  const { facts } = source;
  const object = action.change.after ?? action.change.before;
  const name = displayName(object?.path ?? []);
  const lock = type.lock?.(action.change, facts);
  const checks = type.checks?.(action.change, facts) ?? [];
  const rows = type.rows?.(action.change, facts);
  return {
    id: `${type.name} ${name}`,
    operation: type.name,
    object: action.object,
    statements: statements.map(({ sql }) => sql),
    ...(checks.length > 0 && { checks }),
    ...(lock !== undefined && { lock }),
    ...(rows !== undefined && { rows }),
    ...reversalOf(action, type, source),
    ...(loss !== undefined && { loss: loss.what }),
    ...(action.displacedBy !== undefined && { because: action.displacedBy }),
    ...(action.members !== undefined && {
      members: action.members.map((member) => ({ change: member.change, object: member.id })),
    }),
  };
}

/** How a step is taken back, and what has to be put aside for that. */
function reversalOf(
  action: PlanAction,
  type: OperationType,
  { facts, origins }: StepSource,
): { readonly reversal: Reversal; readonly backup?: StepBackup } {
  const reversal = action.displacedBy === undefined ? type.reversal?.(action.change, facts) : undefined;
  if (reversal !== "backup") return { reversal: reversal ?? "inverse" };
  const backup = backupOf(action, facts, origins);
  if (backup === "nothing") return { reversal: "inverse" };
  return backup === "impossible" ? { reversal: "never" } : { reversal, backup };
}
