import type { Diagnostic } from "../../errors/diagnostic.ts";
import { workflowErrors } from "../../errors/workflow-errors.ts";
import type { NodeLookup } from "../../node/node-type.ts";
import type { WorkflowParts } from "../build-workflow.ts";
import { workflowFinding } from "../workflow-finding.ts";
import type { WorkflowNode } from "../workflow-node.ts";
import { type EncodingPlace, encodeValue } from "./encode-value.ts";
import { type JsonValue, WORKFLOW_JSON_VERSION, type WorkflowJson, type WorkflowNodeJson } from "./workflow-json.ts";

/**
 * Writes a workflow as plain JSON data.
 *
 * @param parts the workflow
 * @param lookup the node types by name, to see that a name means the same node type when it is read again
 * @returns JSON data; equal workflows give equal data
 * @throws WORKFLOW.NOT_SERIALISABLE naming every function and class instance in it
 */
export function encodeWorkflow(parts: WorkflowParts, lookup: NodeLookup): WorkflowJson {
  const findings: Diagnostic[] = [];
  const nodes = parts.nodes.map((node) => encodeNode(node, lookup, findings));
  if (findings.length > 0) throw notSerialisable(findings);
  return {
    version: WORKFLOW_JSON_VERSION,
    nodes,
    connections: parts.connections.map(({ from, path, to, input }) => ({ from, path, to, input })),
    ...(parts.expectedInputs.size > 0 && { inputs: Object.fromEntries(parts.expectedInputs) }),
  };
}

function encodeNode(node: WorkflowNode, lookup: NodeLookup, findings: Diagnostic[]): WorkflowNodeJson {
  const path = `nodes.${node.id}.parameters`;
  const refuse: EncodingPlace["refuse"] = (place, problem) => findings.push(valueFinding(node, place, problem));
  const known = lookup.get(node.type.type);
  if (known !== undefined && known !== node.type) findings.push(boundTypeFinding(node));
  const parameters = Object.entries(node.parameters).map(([name, value]): [string, JsonValue] => [
    name,
    encodeValue(value, { path: `${path}.${name}`, depth: 0, refuse }),
  ]);
  const { retry, ...options } = node.options;
  const hasOptions = Object.keys(node.options).length > 0;
  return {
    id: node.id,
    type: node.type.type,
    parameters: Object.fromEntries(parameters),
    ...(hasOptions && { options: { ...options, ...(retry && { retry: { ...retry } }) } }),
  };
}

const FIX = "Move the code into a node type made with defineNode, register it in the source, and name it here";

function valueFinding(node: WorkflowNode, path: string, problem: string): Diagnostic {
  const message = `A parameter of node "${node.id}" (${node.type.type}) ${problem}, at ${path}`;
  return workflowFinding("WORKFLOW.NOT_SERIALISABLE", { path, message, fix: FIX });
}

/** A node type under a registered name that is not the registered one: a function bound by functionNode(), for one. */
function boundTypeFinding(node: WorkflowNode): Diagnostic {
  const message = `Node "${node.id}" has a ${node.type.type} of its own, with code that JSON cannot carry`;
  return workflowFinding("WORKFLOW.NOT_SERIALISABLE", { path: `nodes.${node.id}.type`, message, fix: FIX });
}

function notSerialisable(findings: readonly Diagnostic[]) {
  return workflowErrors.create("NOT_SERIALISABLE", {
    message: `The workflow cannot be written as JSON: ${findings[0]?.message}${findings.length > 1 ? `, and ${findings.length - 1} more` : ""}`,
    why: "a stored workflow is data; functions and class instances exist only in this process",
    fix: FIX,
    diagnostics: findings,
  });
}
