import type { DataFlowError } from "../errors/dataflow-error.ts";
import type { Diagnostic } from "../errors/diagnostic.ts";
import { workflowErrors } from "../errors/workflow-errors.ts";
import type { NodeLookup } from "../node/node-type.ts";
import { sentence } from "../text/sentence.ts";
import type { BuildScope } from "./rules/build-scope.ts";
import { addConnectionToScope } from "./rules/connection-rule.ts";
import { reportCycles } from "./rules/cycle-rule.ts";
import { addExpectedInputs } from "./rules/expected-inputs-rule.ts";
import { addNodeToScope } from "./rules/node-rule.ts";
import { reportParameters } from "./rules/parameter-rule.ts";
import { reportScopes } from "./rules/scope-rule.ts";
import { reportValues } from "./rules/value-rule.ts";
import type { WorkflowDraft } from "./workflow-draft.ts";
import { compileGraph, ORDER_ONLY, type WorkflowGraph } from "./workflow-graph.ts";
import type { ExpectedInputs, WorkflowConnection, WorkflowNode } from "./workflow-node.ts";
import type { ScopesAround } from "./workflow-scopes.ts";

/** What a workflow consists of once nothing is wrong with it. */
export interface WorkflowParts {
  readonly nodes: readonly WorkflowNode[];
  readonly connections: readonly WorkflowConnection[];
  readonly expectedInputs: ExpectedInputs;
  readonly graph: WorkflowGraph;
}

/**
 * Checks a draft as a whole and compiles it.
 *
 * @param draft the workflow as it was written
 * @param lookup the node types that it may name
 * @returns the parts of the workflow, frozen
 * @throws WORKFLOW.INVALID with every mistake in its diagnostics
 */
export function buildWorkflow(draft: WorkflowDraft, lookup: NodeLookup): WorkflowParts {
  const scope: BuildScope = { lookup, findings: [], nodes: new Map(), connections: [], expected: new Map() };
  for (const [position, node] of draft.nodes.entries()) addNodeToScope(scope, node, position);
  const filledPlaces = new Set<string>();
  for (const connection of draft.connections) addConnectionToScope(scope, connection, filledPlaces);
  addExpectedInputs(scope, draft.inputs);
  const scopes = reportCycles(scope) ? reportScopes(scope) : undefined;
  const filled = filledNames(scope);
  for (const node of scope.nodes.values()) {
    reportParameters(scope, node, filled.get(node.id) ?? NO_NAMES);
    reportValues(scope, node);
  }
  if (scope.findings.some((finding) => finding.severity === "error")) throw invalidWorkflow(scope.findings);
  return assemble(scope, scopes);
}

const NO_NAMES: ReadonlySet<string> = new Set();

/** Node id → the names that a connection or an input of the run fills. */
function filledNames(scope: BuildScope): ReadonlyMap<string, ReadonlySet<string>> {
  const filled = new Map<string, Set<string>>();
  for (const [id, names] of scope.expected) filled.set(id, new Set(names));
  for (const { to, input } of scope.connections) {
    if (input === ORDER_ONLY) continue;
    const names = filled.get(to);
    if (names === undefined) filled.set(to, new Set([input]));
    else names.add(input);
  }
  return filled;
}

function assemble(scope: BuildScope, scopes: ScopesAround | undefined): WorkflowParts {
  const nodes: WorkflowNode[] = [];
  for (const { id, type, parameters, options } of scope.nodes.values()) {
    if (type !== undefined) nodes.push(Object.freeze({ id, type, parameters, options }));
  }
  const connections = Object.freeze([...scope.connections]);
  return Object.freeze({
    nodes: Object.freeze(nodes),
    connections,
    expectedInputs: scope.expected,
    graph: compileGraph(nodes, connections, { scopes, expected: scope.expected }),
  });
}

function invalidWorkflow(findings: readonly Diagnostic[]): DataFlowError {
  const listed = findings
    .slice(0, 20)
    .map((finding) => `\n  - ${finding.message}${/[.?]$/.test(finding.message) ? "" : "."} ${sentence(finding.fix)}`);
  const more =
    findings.length > listed.length ? `\n  - and ${findings.length - listed.length} more, in the diagnostics` : "";
  const count = findings.length === 1 ? "a mistake" : `${findings.length} mistakes`;
  return workflowErrors.create("INVALID", {
    message: `The workflow has ${count}:${listed.join("")}${more}`,
    why: "a workflow is checked as a whole before any of it runs",
    fix: findings.length === 1 ? (findings[0]?.fix ?? "") : "Correct each of the mistakes listed",
    diagnostics: findings,
  });
}
