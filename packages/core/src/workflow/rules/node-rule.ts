import type { NodeType, NodeValues } from "../../node/node-type.ts";
import { nodeTypeProblem } from "../../node/node-type-check.ts";
import { suggestion } from "../../text/closest.ts";
import { describeKind, isPlainObject, isReservedName } from "../../text/own-keys.ts";
import { sentence } from "../../text/sentence.ts";
import type { NodeDraft } from "../workflow-draft.ts";
import { workflowFinding } from "../workflow-finding.ts";
import type { BuildScope } from "./build-scope.ts";
import { parseNodeOptions } from "./node-options-rule.ts";

const NODE_ID = /^[A-Za-z_][\w-]{0,254}$/;
const NO_PARAMETERS: NodeValues = Object.freeze({});

/**
 * Takes a drafted node into the scope, when its id allows it, and reports what is wrong with its id, type, parameters as a whole and options.
 *
 * @param scope where it goes
 * @param draft the node as it was written
 * @param position its place among the drafts
 */
export function addNodeToScope(scope: BuildScope, draft: NodeDraft, position: number): void {
  const label = typeof draft.id === "string" ? `nodes.${draft.id.slice(0, 80)}` : `nodes.#${position + 1}`;
  const type = resolveType(scope, draft, label);
  const parameters = parametersOf(scope, draft, label);
  const options = parseNodeOptions(draft.options, `${label}.options`, scope.findings);
  const id = usableId(scope, draft.id, label);
  if (id !== undefined) scope.nodes.set(id, { id, type, parameters, options });
}

function usableId(scope: BuildScope, id: unknown, path: string): string | undefined {
  if (typeof id !== "string" || !NODE_ID.test(id) || isReservedName(id)) {
    const shown = typeof id === "string" ? `"${id.slice(0, 80)}"` : describeKind(id);
    const message = `${shown} cannot be the id of a node`;
    const fix =
      "Use a letter or _ first, then letters, digits, _ and - (255 at most); __proto__, constructor and prototype are taken";
    scope.findings.push(workflowFinding("WORKFLOW.INVALID_ID", { path, message, fix }));
    return undefined;
  }
  if (!scope.nodes.has(id)) return id;
  const message = `Two nodes have the id "${id}"`;
  scope.findings.push(workflowFinding("WORKFLOW.DUPLICATE_ID", { path, message, fix: "Give one of them another id" }));
  return undefined;
}

function resolveType(scope: BuildScope, draft: NodeDraft, label: string): NodeType | undefined {
  const path = `${label}.type`;
  if (typeof draft.type !== "string") {
    const problem = nodeTypeProblem(draft.type);
    if (problem === undefined) return draft.type;
    const fix = "Give the name of a node type, or what defineNode returns";
    scope.findings.push(
      workflowFinding("WORKFLOW.UNKNOWN_NODE_TYPE", { path, message: `The type of a node ${problem}`, fix }),
    );
    return undefined;
  }
  const type = scope.lookup.get(draft.type);
  if (type !== undefined) return type;
  const message = `There is no node type "${draft.type.slice(0, 80)}"`;
  const isTurnedRound = typeof draft.id === "string" && scope.lookup.get(draft.id) !== undefined;
  const fix = isTurnedRound
    ? `The type comes first: addNode("${draft.id}", "${draft.type.slice(0, 80)}", …)`
    : sentence(suggestion(draft.type, scope.lookup.names()));
  scope.findings.push(workflowFinding("WORKFLOW.UNKNOWN_NODE_TYPE", { path, message, fix }));
  return undefined;
}

function parametersOf(scope: BuildScope, draft: NodeDraft, label: string): NodeValues {
  if (draft.parameters === undefined) return NO_PARAMETERS;
  if (isPlainObject(draft.parameters)) return Object.freeze({ ...draft.parameters });
  const message = `The parameters of a node are an object, not ${describeKind(draft.parameters)}`;
  const fix = 'Write addNode(type, id, { name: "value" })';
  scope.findings.push(workflowFinding("WORKFLOW.INVALID_VALUE", { path: `${label}.parameters`, message, fix }));
  return NO_PARAMETERS;
}
