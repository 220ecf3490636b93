import { displayName } from "../catalog/object-id.ts";
import type { PlanFacts, Reversal } from "../operations/operation-type.ts";
import type { PlanSegment, PlanStep } from "./migration-plan.ts";
import type { PlanAction, PlannedOperation } from "./plan-action.ts";

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
 * @returns the segments in order
 */
export function segmentsOf(actions: readonly PlanAction[], facts: PlanFacts): readonly PlanSegment[] {
  const segments: PlanSegment[] = [];
  let open: PlanStep[] = [];
  const close = (): void => {
    if (open.length > 0) segments.push({ mode: "transactional", steps: open });
    open = [];
  };
  for (const { step, transaction } of placedSteps(actions, facts)) {
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

function placedSteps(actions: readonly PlanAction[], facts: PlanFacts): readonly PlacedStep[] {
  const seen = new Map<string, number>();
  return actions.flatMap((action) =>
    action.operations
      .filter(({ statements }) => statements.length > 0)
      .map((operation) => {
        const step = stepOf(action, operation, facts);
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

function stepOf(action: PlanAction, { type, statements, loss }: PlannedOperation, facts: PlanFacts): PlanStep {
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
    reversal: action.displacedBy === undefined ? reversalOf(type.reversal?.(action.change, facts)) : "inverse",
    ...(loss !== undefined && { loss: loss.what }),
    ...(action.displacedBy !== undefined && { because: action.displacedBy }),
    ...(action.members !== undefined && {
      members: action.members.map((member) => ({ change: member.change, object: member.id })),
    }),
  };
}

function reversalOf(reversal: Reversal | undefined): Reversal {
  return reversal ?? "inverse";
}
