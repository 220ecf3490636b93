import type { Diagnostic } from "../errors/diagnostic.ts";
import { runtimeErrors } from "../errors/runtime-errors.ts";
import type { NodeValues } from "../node/node-type.ts";
import { suggestion } from "../text/closest.ts";
import { describeKind, isPlainObject } from "../text/own-keys.ts";
import { sentence } from "../text/sentence.ts";
import { acceptsInput } from "../workflow/rules/connection-rule.ts";
import type { Workflow } from "../workflow/workflow.ts";
import type { WorkflowNode } from "../workflow/workflow-node.ts";
import type { InputsByIndex } from "./run-progress.ts";

/**
 * Checks what a run brings against the workflow and finds the nodes it is for.
 *
 * @param workflow what will run
 * @param inputs node id → parameter → value
 * @returns the same by node index; undefined when there is nothing
 * @throws RUNTIME.UNKNOWN_INPUT for nodes and parameters that do not exist
 * @throws RUNTIME.MISSING_INPUT for parameters that the workflow was built to expect
 */
export function inputsByIndex(workflow: Workflow, inputs: object | undefined): InputsByIndex | undefined {
  if (inputs === undefined && workflow.expectedInputs.size === 0) return undefined;
  const { nodes, indexOf, expected } = workflow.graph;
  const byIndex = new Array<NodeValues | undefined>(nodes.length);
  const findings: Diagnostic[] = [];
  // An object of any names: this is where they are looked at.
  const given = (inputs ?? NOTHING_GIVEN) as NodeValues;
  let satisfied = 0;
  for (const id in given) {
    const values = given[id];
    const index = indexOf.get(id);
    const node = index === undefined ? undefined : nodes[index];
    if (index === undefined || node === undefined) findings.push(unknownNode(workflow, id));
    else if (!isPlainObject(values)) findings.push(notValues(id, values));
    else {
      const names = expected[index] ?? NO_NAMES;
      const brought = checkParameters(node, values, names, findings);
      byIndex[index] = values;
      if (names !== NO_NAMES && brought === names.length) satisfied += 1;
    }
  }
  if (findings.length > 0) throw unknownInput(findings);
  if (satisfied < workflow.expectedInputs.size) throw missingInputs(workflow, byIndex);
  return byIndex;
}

const NOTHING_GIVEN: NodeValues = Object.freeze({});

const NO_NAMES: readonly string[] = [];

/** Finds what is wrong with the parameters of a node, and says how many of the expected ones are there. */
function checkParameters(
  node: WorkflowNode,
  values: NodeValues,
  // Names that the workflow was built to expect were found right then.
  expected: readonly string[],
  findings: Diagnostic[],
): number {
  let brought = 0;
  for (const name in values) {
    const isExpected = expected.includes(name);
    if (isExpected) brought += 1;
    if (!isExpected && !acceptsInput(node.type, name)) findings.push(unknownParameter(node, name));
    else if (values[name] === undefined) findings.push(undefinedParameter(node, name));
  }
  return brought;
}

function unknownParameter(node: WorkflowNode, name: string): Diagnostic {
  const message = `Node "${node.id}" (${node.type.type}) takes no "${name.slice(0, 80)}"`;
  const fix = sentence(suggestion(name, Object.keys(node.type.parameters.names)));
  return finding(`inputs.${node.id}.${name.slice(0, 80)}`, message, fix);
}

function undefinedParameter(node: WorkflowNode, name: string): Diagnostic {
  const message = `The input "${name}" of node "${node.id}" is undefined`;
  return finding(`inputs.${node.id}.${name.slice(0, 80)}`, message, "Leave it out, or give null where null is meant");
}

function unknownNode(workflow: Workflow, id: string): Diagnostic {
  const message = `The inputs name node "${id.slice(0, 80)}", which is not in the workflow`;
  return finding(`inputs.${id.slice(0, 80)}`, message, sentence(suggestion(id, [...workflow.graph.indexOf.keys()])));
}

function notValues(id: string, values: unknown): Diagnostic {
  return finding(
    `inputs.${id}`,
    `The inputs of node "${id}" are an object, not ${describeKind(values)}`,
    `Write inputs: { ${id}: { parameter: value } }`,
  );
}

function finding(path: string, message: string, fix: string): Diagnostic {
  return Object.freeze({ code: "RUNTIME.UNKNOWN_INPUT", severity: "error", path, message, fix });
}

function unknownInput(findings: readonly Diagnostic[]) {
  return runtimeErrors.create("UNKNOWN_INPUT", {
    message: `The inputs of the run cannot be used: ${findings
      .map(({ message }) => message)
      .slice(0, 8)
      .join("; ")}`,
    why: "an input that reaches no parameter would be ignored, and nothing is ignored",
    fix: findings
      .map(({ fix }) => fix)
      .slice(0, 8)
      .join("; "),
    diagnostics: findings,
  });
}

function missingInputs(workflow: Workflow, given: InputsByIndex) {
  const missing = Array.from(workflow.expectedInputs, ([id, expected]) => {
    const values = given[workflow.graph.indexOf.get(id) ?? -1];
    const names = expected.filter((name) => values === undefined || !Object.hasOwn(values, name));
    return names.map((name) => `${id}.${name}`);
  }).flat();
  return runtimeErrors.create("MISSING_INPUT", {
    message: `The run was not given ${missing
      .slice(0, 8)
      .map((name) => `"${name}"`)
      .join(", ")}`,
    why: "the workflow was built with build({ inputs }) to expect it from every run",
    fix: "Give it: execute(workflow, { inputs: { nodeId: { parameter: value } } })",
    meta: { missing },
  });
}
