import type { NodeType, NodeValues } from "../../node/node-type.ts";
import { suggestion } from "../../text/closest.ts";
import { describeKind, isReservedName } from "../../text/own-keys.ts";
import { sentence } from "../../text/sentence.ts";
import type { ConnectionDraft } from "../workflow-draft.ts";
import { workflowFinding } from "../workflow-finding.ts";
import { ORDER_ONLY, pathSegments } from "../workflow-graph.ts";
import type { WorkflowConnection } from "../workflow-node.ts";
import { type BuildScope, nodeIds, parameterNames } from "./build-scope.ts";

const MAX_PATH_LENGTH = 1000;

/**
 * Takes a drafted connection into the scope when both its nodes exist, and reports what is wrong with it.
 *
 * @param scope where it goes
 * @param draft the connection as it was written
 * @param filled input places already taken, as `"node.input"`; the connection adds its own
 */
export function addConnectionToScope(scope: BuildScope, draft: ConnectionDraft, filled: Set<string>): void {
  const { from, path, to, input } = draft;
  const label = `connections.${shown(from)} → ${shown(to)}`;
  if (typeof from !== "string" || typeof path !== "string" || typeof to !== "string" || typeof input !== "string") {
    reportShape(scope, draft, label);
    return;
  }
  const connection = Object.freeze({ from, path, to, input });
  const known = [from, to].filter((id) => !reportUnknownNode(scope, id, label));
  if (known.length < 2) return;
  if (from === to) {
    const fix = "A node that works on its own result belongs in a LoopNode";
    scope.findings.push(
      workflowFinding("WORKFLOW.SELF_CONNECTION", {
        path: label,
        message: `Node "${from}" is connected to itself`,
        fix,
      }),
    );
    return;
  }
  reportPath(scope, connection, label);
  reportInput(scope, connection, { label, filled });
  scope.connections.push(connection);
}

function shown(part: unknown): string {
  return typeof part === "string" ? part.slice(0, 80) : `(${describeKind(part)})`;
}

function reportShape(scope: BuildScope, draft: ConnectionDraft, path: string): void {
  const wrong = Object.entries(draft).filter(([, value]) => typeof value !== "string");
  const message = `A connection needs four texts, but ${wrong.map(([name, value]) => `${name} is ${describeKind(value)}`).join(" and ")}`;
  const fix = 'Write addConnection("fromNode", "path.in.its.result", "toNode", "input")';
  scope.findings.push(workflowFinding("WORKFLOW.INVALID_PATH", { path, message, fix }));
}

function reportUnknownNode(scope: BuildScope, id: string, path: string): boolean {
  if (scope.nodes.has(id)) return false;
  const message = `A connection names node "${id.slice(0, 80)}", which is not in the workflow`;
  const fix = sentence(suggestion(id, nodeIds(scope)));
  scope.findings.push(workflowFinding("WORKFLOW.UNKNOWN_NODE", { path, message, fix }));
  return true;
}

function reportPath(scope: BuildScope, connection: WorkflowConnection, label: string): void {
  const { from, path } = connection;
  const problem = pathProblem(path);
  if (problem !== undefined) {
    const message = `The path "${path.slice(0, 80)}" ${problem}`;
    const fix = 'Write keys and array indices with dots between them, "records.0.id", or "." for the whole result';
    scope.findings.push(workflowFinding("WORKFLOW.INVALID_PATH", { path: label, message, fix }));
    return;
  }
  const source = scope.nodes.get(from);
  const keys = source?.type && resultKeysOf(source.type, source.parameters);
  const first = pathSegments(path)[0];
  if (keys === undefined || first === undefined || keys.includes(first)) return;
  const message = `Node "${from}" gives no "${first}"`;
  scope.findings.push(
    workflowFinding("WORKFLOW.UNKNOWN_RESULT", { path: label, message, fix: sentence(suggestion(first, keys)) }),
  );
}

/** What is wrong with a path as such, as the rest of a sentence. */
export function pathProblem(path: string): string | undefined {
  if (path === "") return "is empty";
  if (path.length > MAX_PATH_LENGTH) return `is longer than ${MAX_PATH_LENGTH} characters`;
  if (/\[\d+\]/.test(path)) return "has brackets: an index is a segment of its own, as in records.0.id";
  const segments = pathSegments(path);
  if (segments.includes("")) return "has an empty segment";
  const reserved = segments.find(isReservedName);
  return reserved === undefined ? undefined : `names "${reserved}", which is never a value`;
}

function resultKeysOf(type: NodeType, parameters: NodeValues): readonly string[] | undefined {
  return type.results ?? type.resultKeys?.(parameters);
}

interface InputPlace {
  readonly label: string;
  readonly filled: Set<string>;
}

function reportInput(scope: BuildScope, connection: WorkflowConnection, place: InputPlace): void {
  const { to, input } = connection;
  if (input === ORDER_ONLY) return;
  const path = place.label;
  const target = scope.nodes.get(to);
  const key = JSON.stringify([to, input]);
  if (place.filled.has(key)) {
    const message = `Two connections fill "${input}" of node "${to}"`;
    const fix = "Remove one of them, or join both sources with a MergeNode first";
    scope.findings.push(workflowFinding("WORKFLOW.INPUT_CONNECTED_TWICE", { path, message, fix }));
  }
  place.filled.add(key);
  if (target !== undefined && Object.hasOwn(target.parameters, input)) {
    const message = `"${input}" of node "${to}" has a static value and a connection`;
    const fix = `Remove "${input}" from the parameters of "${to}", or remove the connection`;
    scope.findings.push(workflowFinding("WORKFLOW.INPUT_GIVEN_TWICE", { path, message, fix }));
  }
  const type = target?.type;
  if (type === undefined || acceptsInput(type, input)) return;
  const message = `Node "${to}" (${type.type}) takes no "${input.slice(0, 80)}"`;
  const fix = sentence(suggestion(input, parameterNames(type)));
  scope.findings.push(workflowFinding("WORKFLOW.UNKNOWN_PARAMETER", { path, message, fix }));
}

/**
 * Whether a node type takes a parameter of a name.
 *
 * @param type the node type
 * @param name the parameter
 * @returns false for names that are not declared, unless the type is open, and always for reserved ones
 */
export function acceptsInput(type: NodeType, name: string): boolean {
  if (Object.hasOwn(type.parameters.names, name)) return true;
  return type.parameters.open && name !== "" && name !== ORDER_ONLY && !isReservedName(name);
}
