import type { NodeType } from "../../node/node-type.ts";
import { suggestion } from "../../text/closest.ts";
import { sentence } from "../../text/sentence.ts";
import { workflowFinding } from "../workflow-finding.ts";
import { type BuildScope, parameterNames, type ScopeNode } from "./build-scope.ts";
import { acceptsInput } from "./connection-rule.ts";

/**
 * Reports unknown and missing parameters, and whatever the node type itself finds.
 *
 * @param scope the workflow
 * @param node the node, of a known type
 * @param filled the names that a connection or an input of the run fills
 */
export function reportParameters(scope: BuildScope, node: ScopeNode, filled: ReadonlySet<string>): void {
  const { type } = node;
  if (type === undefined) return;
  for (const name of Object.keys(node.parameters)) {
    if (!acceptsInput(type, name)) reportUnknown(scope, node, { type, name });
  }
  for (const name of parameterNames(type)) {
    const isGiven = Object.hasOwn(node.parameters, name) || filled.has(name);
    if (!isGiven && type.parameters.names[name]?.required === true) reportMissing(scope, node, { type, name });
  }
  const prefix = `nodes.${node.id}.parameters`;
  for (const finding of type.check?.(node.parameters, filled, scope.lookup) ?? []) {
    const path = finding.path === "" ? prefix : `${prefix}.${finding.path}`;
    // What a node type says about its parameters names them, but cannot name the node.
    const message = `Node "${node.id}" (${type.type}): ${finding.message}`;
    scope.findings.push(Object.freeze({ ...finding, message, path }));
  }
}

interface NamedParameter {
  readonly type: NodeType;
  readonly name: string;
}

function reportUnknown(scope: BuildScope, node: ScopeNode, { type, name }: NamedParameter): void {
  const path = `nodes.${node.id}.parameters.${name}`;
  const message = `Node "${node.id}" (${type.type}) takes no parameter "${name.slice(0, 80)}"`;
  const fix = sentence(suggestion(name, parameterNames(type)));
  scope.findings.push(workflowFinding("WORKFLOW.UNKNOWN_PARAMETER", { path, message, fix }));
}

function reportMissing(scope: BuildScope, node: ScopeNode, { type, name }: NamedParameter): void {
  const path = `nodes.${node.id}.parameters.${name}`;
  const message = `Node "${node.id}" (${type.type}) needs "${name}"`;
  const fix = `Give it as a parameter, connect it with addConnection(…, "${node.id}", "${name}"), or announce it with build({ inputs: { ${node.id}: ["${name}"] } })`;
  scope.findings.push(workflowFinding("WORKFLOW.MISSING_PARAMETER", { path, message, fix }));
}
