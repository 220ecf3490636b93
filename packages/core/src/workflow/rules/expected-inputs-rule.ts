import { suggestion } from "../../text/closest.ts";
import { describeKind, isPlainObject } from "../../text/own-keys.ts";
import { sentence } from "../../text/sentence.ts";
import { workflowFinding } from "../workflow-finding.ts";
import { type BuildScope, nodeIds, parameterNames } from "./build-scope.ts";
import { acceptsInput } from "./connection-rule.ts";

/**
 * Takes the inputs that every run must bring into the scope and reports names that do not exist.
 *
 * @param scope the workflow
 * @param inputs node id → names, as it was written
 */
export function addExpectedInputs(scope: BuildScope, inputs: unknown): void {
  if (inputs === undefined) return;
  if (!isPlainObject(inputs)) {
    reportShape(scope, "inputs", inputs);
    return;
  }
  for (const [id, names] of Object.entries(inputs)) {
    const path = `inputs.${id.slice(0, 80)}`;
    if (!scope.nodes.has(id)) {
      const message = `The inputs name node "${id.slice(0, 80)}", which is not in the workflow`;
      const fix = sentence(suggestion(id, nodeIds(scope)));
      scope.findings.push(workflowFinding("WORKFLOW.UNKNOWN_NODE", { path, message, fix }));
    } else if (!Array.isArray(names) || !names.every((name) => typeof name === "string")) {
      reportShape(scope, path, names);
    } else {
      scope.expected.set(id, [...new Set<string>(names)]);
      for (const name of names) reportName(scope, id, name);
    }
  }
}

function reportShape(scope: BuildScope, path: string, given: unknown): void {
  const message = `"${path}" lists the parameters that a run brings; it is ${describeKind(given)}`;
  const fix = 'Write build({ inputs: { nodeId: ["parameter"] } })';
  scope.findings.push(workflowFinding("WORKFLOW.INVALID_OPTION", { path, message, fix }));
}

function reportName(scope: BuildScope, id: string, name: string): void {
  const type = scope.nodes.get(id)?.type;
  if (type === undefined || acceptsInput(type, name)) return;
  const message = `The inputs name "${name.slice(0, 80)}", which node "${id}" (${type.type}) does not take`;
  const fix = sentence(suggestion(name, parameterNames(type)));
  scope.findings.push(workflowFinding("WORKFLOW.UNKNOWN_PARAMETER", { path: `inputs.${id}.${name}`, message, fix }));
}
