import { type DataFlowError, isDataFlowError } from "../errors/dataflow-error.ts";
import { nodeErrors } from "../errors/node-errors.ts";
import { runtimeErrors } from "../errors/runtime-errors.ts";
import { suggestion } from "../text/closest.ts";
import { sentence } from "../text/sentence.ts";
import type { GraphEdge } from "../workflow/workflow-graph.ts";
import type { WorkflowNode } from "../workflow/workflow-node.ts";
import { pathReach } from "./read-path.ts";

/** Which attempt of which node failed. */
export interface FailedAttempt {
  readonly node: WorkflowNode;
  readonly attempts: number;
  readonly runId: string;
}

/**
 * The error of a node as the run reports it. Repeats what the cause says only when the cause is one of our errors,
 * because only those are known to hold no values.
 *
 * @param failed which node
 * @param cause what it threw
 * @returns the error
 */
export function nodeFailed({ node, attempts, runId }: FailedAttempt, cause: unknown): DataFlowError {
  const known = isDataFlowError(cause) ? cause : undefined;
  const after = attempts > 1 ? ` after ${attempts} attempts` : "";
  const detail = known === undefined ? "; the error it threw is the cause of this one" : `: ${known.message}`;
  return runtimeErrors.create("NODE_FAILED", {
    message: `Node "${node.id}" (${node.type.type}) failed${after}${detail}`,
    why: known?.why ?? "the node's own code threw an error",
    fix: known?.fix ?? "Look at the cause of this error",
    meta: { nodeId: node.id, nodeType: node.type.type, attempts, runId },
    diagnostics: known?.diagnostics ?? [],
    cause,
    isRetryable: known?.isRetryable ?? false,
  });
}

/** The error of an attempt that took too long. */
export function nodeTimeout(node: WorkflowNode, timeoutMs: number): DataFlowError {
  return runtimeErrors.create("NODE_TIMEOUT", {
    message: `Node "${node.id}" (${node.type.type}) took longer than ${timeoutMs} ms`,
    why: "its options give it no more time; its signal was aborted and what it still does is ignored",
    fix: "Raise timeoutMs, or add retry when the delay is a passing one",
    meta: { nodeId: node.id, nodeType: node.type.type, timeoutMs },
  });
}

/** The error of a run whose signal was aborted. */
export function runCancelled(runId: string, reason: unknown): DataFlowError {
  return runtimeErrors.create("CANCELLED", {
    message: "The run was cancelled",
    why: "its signal was aborted; nothing more was started, and what was running has ended",
    fix: "Run the workflow again when its work is wanted after all",
    meta: { runId },
    cause: reason,
  });
}

/** The error of a connection that found nothing. Names both ends and what there would have been, never a value. */
export function missingInput(
  source: WorkflowNode,
  target: WorkflowNode,
  edge: GraphEdge,
  result: unknown,
): DataFlowError {
  const path = edge.segments.length === 0 ? "." : edge.segments.join(".");
  const { reached, keys } = pathReach(result, edge.segments);
  const missing = edge.segments[reached === "" ? 0 : reached.split(".").length] ?? path;
  const at = reached === "" ? "The result" : `"${reached}" of the result`;
  return nodeErrors.create("MISSING_INPUT", {
    message: `"${edge.input}" of node "${target.id}" is connected to "${path}" of node "${source.id}", where there is nothing`,
    why:
      keys.length === 0
        ? `${at} has nothing in it`
        : `${at} has the keys ${keys.slice(0, 12).join(", ")}${keys.length > 12 ? ", …" : ""}`,
    fix:
      keys.length === 0
        ? `Let "${source.id}" give a value there, or connect another path`
        : sentence(suggestion(missing, keys)),
    meta: { from: source.id, path, to: target.id, input: edge.input, availableKeys: keys },
  });
}
