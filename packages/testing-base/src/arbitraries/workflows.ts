import { type NodeType, type Workflow, WorkflowBuilder } from "@dataflow/core";
import fc from "fast-check";

/** What a node of a random workflow does. */
export interface PlannedNode {
  /** How many turns of the event loop it takes; none for a node that answers at once. */
  readonly turns: number;
  readonly fate: "runs" | "fails" | "switches";
  /** Whether one source that brings something is enough for it. */
  readonly isMerge: boolean;
  /** Numbers of the sources, all smaller than its own; with whether a switch's branch that is not taken is meant. */
  readonly sources: readonly { readonly from: number; readonly taken: boolean }[];
}

/** How a node ends. */
export type NodeFate = "done" | "skipped" | "failed";

/** Told what begins and ends, with the number of the node. */
export type WorkflowLog = (event: "begin" | "end", node: number) => void;

const MOST_NODES = 30;

const node = (index: number) =>
  fc.record({
    turns: fc.integer({ min: 0, max: 3 }),
    fate: fc.constantFrom<PlannedNode["fate"][]>("runs", "runs", "runs", "fails", "switches"),
    isMerge: fc.boolean(),
    sources:
      index === 0
        ? fc.constant([])
        : fc.array(fc.record({ from: fc.nat({ max: index - 1 }), taken: fc.boolean() }), { maxLength: 4 }),
  });

/**
 * Workflows of up to thirty nodes, with branches, switches, merges and failures, as plans: {@link plannedWorkflow} builds
 * them, and {@link plannedFates} says how their nodes end.
 *
 * @example
 * ```ts
 * import { LocalRuntime } from "@dataflow/core";
 * import { plannedFates, plannedWorkflow, workflowPlans } from "@dataflow/testing-base/arbitraries";
 * import fc from "fast-check";
 *
 * await fc.assert(
 *   fc.asyncProperty(workflowPlans, async (plan) => {
 *     const { results } = await new LocalRuntime().execute(plannedWorkflow(plan));
 *     return plannedFates(plan).every((fate, at) => (fate === "done") === `n${at}` in results);
 *   }),
 * );
 * ```
 */
export const workflowPlans: fc.Arbitrary<readonly PlannedNode[]> = fc
  .integer({ min: 1, max: MOST_NODES })
  .chain((size) => fc.tuple(...Array.from({ length: size }, (_, index) => node(index))));

/**
 * Builds the workflow of a plan. Its nodes are called `n0`, `n1`, … and go on when one fails.
 *
 * @param plan the plan
 * @param log told what begins and ends
 * @returns the workflow
 * @example
 * ```ts
 * import { plannedWorkflow } from "@dataflow/testing-base/arbitraries";
 *
 * const workflow = plannedWorkflow([{ turns: 0, fate: "runs", isMerge: false, sources: [] }]);
 * console.log(workflow.nodes.length); // 1
 * ```
 */
export function plannedWorkflow(plan: readonly PlannedNode[], log: WorkflowLog = () => undefined): Workflow {
  const builder = new WorkflowBuilder();
  for (const [index, planned] of plan.entries()) {
    builder.addNode(nodeType(index, planned, log), `n${index}`, {}, { onError: "continue" });
  }
  for (const [index, { sources }] of plan.entries()) {
    for (const [position, { from, taken }] of sources.entries()) {
      const path = plan[from]?.fate === "switches" && !taken ? "other" : "taken";
      builder.addConnection(`n${from}`, path, `n${index}`, `in${position}`);
    }
  }
  return builder.build();
}

function nodeType(index: number, { turns, fate, isMerge }: PlannedNode, log: WorkflowLog): NodeType {
  const answer = () => {
    log("end", index);
    if (fate === "fails") throw new Error("as planned");
    return { taken: index };
  };
  const later = async () => {
    for (let turn = 0; turn < turns; turn++) await new Promise((resolve) => setImmediate(resolve));
    return answer();
  };
  return {
    type: "PlannedNode",
    parameters: { names: {}, open: true },
    branching: fate === "switches",
    join: isMerge ? "any" : "all",
    run: () => {
      log("begin", index);
      return turns === 0 ? answer() : later();
    },
  };
}

/**
 * How the nodes of a plan end, decided one after another: the reference that runtimes are held against.
 *
 * @param plan the plan
 * @returns for each node how it ends
 * @example
 * ```ts
 * import { plannedFates } from "@dataflow/testing-base/arbitraries";
 *
 * plannedFates([{ turns: 0, fate: "fails", isMerge: false, sources: [] }]); // ["failed"]
 * ```
 */
export function plannedFates(plan: readonly PlannedNode[]): readonly NodeFate[] {
  const decided: NodeFate[] = [];
  for (const { sources, isMerge, fate } of plan) {
    const brings = sources.map(
      ({ from, taken }) => decided[from] === "done" && (plan[from]?.fate !== "switches" || taken),
    );
    const isSkipped = isMerge ? brings.length > 0 && !brings.includes(true) : brings.includes(false);
    decided.push(isSkipped ? "skipped" : fate === "fails" ? "failed" : "done");
  }
  return decided;
}
