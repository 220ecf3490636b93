import type { Diagnostic } from "../../errors/diagnostic.ts";
import type { WorkflowErrorCode } from "../../errors/workflow-errors.ts";
import { isNodeType } from "../../node/node-type-check.ts";
import { isPlainObject } from "../../text/own-keys.ts";
import { workflowFinding } from "../workflow-finding.ts";
import type { BuildScope, ScopeNode } from "./build-scope.ts";

/** More mistakes than this in the values of one node are not listed one by one: a million bad rows are one mistake. */
const MAX_FINDINGS = 50;

const TEMPLATE = /^\s*\$\{\s*([A-Za-z_][\w-]*)\s*(?:\.\s*([^{}]*?)\s*)?\}\s*$/;

/** A place inside a parameter. Its path is only put together when there is something to say about it. */
interface Place {
  readonly value: unknown;
  readonly key: string;
  readonly parent: Place | undefined;
}

/**
 * Looks at every value inside a node's parameters for what cannot be meant: templates, undefined, functions.
 * Walks plain objects and arrays only, without recursion, each once.
 *
 * @param scope the workflow
 * @param node the node
 */
export function reportValues(scope: BuildScope, node: ScopeNode): void {
  const seen = new Set<unknown>();
  const limit = scope.findings.length + MAX_FINDINGS;
  const stack: Place[] = [{ value: node.parameters, key: "", parent: undefined }];
  for (let place = stack.pop(); place !== undefined; place = stack.pop()) {
    if (seen.has(place.value)) continue;
    seen.add(place.value);
    for (const [key, value] of entriesOf(place.value)) {
      const child = { value, key, parent: place };
      if (key === "__proto__") report(scope, node, child, PROTO_KEY);
      else if (isContainer(value)) stack.push(child);
      else if (typeof value === "string") reportTemplate(scope, node, child);
      else reportValue(scope, node, child);
      if (scope.findings.length >= limit) return;
    }
  }
}

/** Own keys of an object; all indices of an array, the holes included. */
function entriesOf(value: unknown): Iterable<[string, unknown]> {
  if (Array.isArray(value)) return arrayEntries(value);
  return isPlainObject(value) ? Object.entries(value) : [];
}

function* arrayEntries(array: readonly unknown[]): Iterable<[string, unknown]> {
  for (let index = 0; index < array.length; index++) yield [String(index), array[index]];
}

function isContainer(value: unknown): boolean {
  return typeof value === "object" && (Array.isArray(value) || (isPlainObject(value) && !isNodeType(value)));
}

interface Mistake {
  readonly code: WorkflowErrorCode;
  readonly says: string;
  readonly fix: string;
}

const PROTO_KEY: Mistake = {
  code: "WORKFLOW.INVALID_VALUE",
  says: 'is named "__proto__", which is never a name',
  fix: "Rename the key",
};

const UNDEFINED: Mistake = {
  code: "WORKFLOW.UNDEFINED_VALUE",
  says: "is undefined",
  fix: "Leave the key out, or give null where null is meant",
};

const FUNCTION: Mistake = {
  code: "WORKFLOW.FUNCTION_VALUE",
  says: "is a function, and this node takes values only",
  fix: "Give the value itself, or compute it in a FunctionNode and connect its result",
};

const SYMBOL: Mistake = {
  code: "WORKFLOW.INVALID_VALUE",
  says: "is a symbol",
  fix: "Give a value that a database or JSON can hold",
};

function reportValue(scope: BuildScope, node: ScopeNode, place: Place): void {
  if (place.value === undefined) report(scope, node, place, UNDEFINED);
  else if (typeof place.value === "symbol") report(scope, node, place, SYMBOL);
  else if (typeof place.value === "function" && !acceptsFunction(node, place)) report(scope, node, place, FUNCTION);
}

function acceptsFunction(node: ScopeNode, place: Place): boolean {
  const spec = node.type?.parameters;
  // An unknown node type is a mistake already reported; what it would have taken is not known.
  if (spec === undefined || spec.functions === true) return true;
  const isTopLevel = place.parent?.parent === undefined;
  return isTopLevel && Object.hasOwn(spec.names, place.key) && spec.names[place.key]?.function === true;
}

function report(scope: BuildScope, node: ScopeNode, place: Place, mistake: Mistake): void {
  const path = `nodes.${node.id}.parameters.${pathOf(place)}`;
  const message = `"${pathOf(place)}" of node "${node.id}" ${mistake.says}`;
  scope.findings.push(workflowFinding(mistake.code, { path, message, fix: mistake.fix }));
}

function reportTemplate(scope: BuildScope, node: ScopeNode, place: Place): void {
  const text = String(place.value);
  // Cheap first: nearly every string is not a template, and there may be millions.
  if (!text.includes("${")) return;
  const [, source, path] = TEMPLATE.exec(text) ?? [];
  if (source === undefined || !scope.nodes.has(source)) return;
  scope.findings.push(templateFinding(node, place, { source, path: path === undefined || path === "" ? "." : path }));
}

function templateFinding(
  node: ScopeNode,
  place: Place,
  template: { readonly source: string; readonly path: string },
): Diagnostic {
  const where = pathOf(place);
  const input = where.split(".")[0] ?? where;
  const call = `.addConnection(${[template.source, template.path, node.id, input].map((part) => JSON.stringify(part)).join(", ")})`;
  const message = `"${where}" of node "${node.id}" is a template; values travel by connections, never inside text`;
  const fix =
    where === input
      ? `Remove "${input}" from the parameters and write ${call}`
      : `Remove "${input}" from the parameters, put its value together in a FunctionNode fed by "${template.source}", and connect that; if the whole of "${input}" is meant, write ${call}`;
  return workflowFinding("WORKFLOW.TEMPLATE_STRING", { path: `nodes.${node.id}.parameters.${where}`, message, fix });
}

function pathOf(place: Place): string {
  const keys: string[] = [];
  for (let at: Place | undefined = place; at?.parent !== undefined; at = at.parent) keys.push(at.key);
  return keys.reverse().join(".");
}
