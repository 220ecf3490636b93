import type { WorkflowNode } from "../workflow/workflow-node.ts";
import type { RunEnvironment } from "./run-environment.ts";

/** When an attempt began; only known when somebody listens. */
export interface Begun {
  readonly startedAt: Date;
  readonly now: number;
}

/** How an attempt of a node ended. */
export interface EndedAttempt {
  readonly type: "node-success" | "node-failure";
  readonly attempt: number;
  readonly begun: Begun;
  readonly error?: unknown;
}

/** Tells that a node begins. Without a listener nobody asks for the time. */
export function announceNode(environment: RunEnvironment, node: WorkflowNode, attempt: number): Begun | undefined {
  const { emit, runId, prefix, settings } = environment;
  if (emit === undefined) return undefined;
  const startedAt = settings.clock.date();
  emit({ type: "node-start", runId, nodeId: prefix + node.id, nodeType: node.type.type, attempt, startedAt });
  return { startedAt, now: settings.clock.now() };
}

/** Tells that an attempt of a node has ended. */
export function reportNode(environment: RunEnvironment, node: WorkflowNode, ended: EndedAttempt): void {
  const { emit, runId, prefix, settings } = environment;
  const { type, attempt, begun, error } = ended;
  if (emit === undefined) return;
  const { startedAt } = begun;
  const durationMs = settings.clock.now() - begun.now;
  const event = { type, runId, nodeId: prefix + node.id, nodeType: node.type.type, attempt, startedAt, durationMs };
  emit(type === "node-failure" ? { ...event, error } : event);
}
