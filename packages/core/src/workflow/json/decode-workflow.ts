import type { Diagnostic } from "../../errors/diagnostic.ts";
import { workflowErrors } from "../../errors/workflow-errors.ts";
import { suggestion } from "../../text/closest.ts";
import { describeKind, isPlainObject } from "../../text/own-keys.ts";
import { sentence } from "../../text/sentence.ts";
import type { ConnectionDraft, NodeDraft, WorkflowDraft } from "../workflow-draft.ts";
import { workflowFinding } from "../workflow-finding.ts";
import { type DecodingPlace, decodeValue } from "./decode-value.ts";
import { WORKFLOW_JSON_VERSION } from "./workflow-json.ts";

/** How references inside parameters are restored. */
export type ReferenceRestorer = Pick<DecodingPlace, "workflow" | "nodeType" | "depth">;

const WORKFLOW_KEYS = ["version", "nodes", "connections", "inputs"];
const NODE_KEYS = ["id", "type", "parameters", "options"];
const CONNECTION_KEYS = ["from", "path", "to", "input"];

/**
 * Reads a stored workflow into a draft. Looks only at the shape; the draft is then checked like any other.
 *
 * @param stored the text, or what a JSON parser made of it
 * @param restorer restores nested workflows and node types
 * @returns the draft
 * @throws WORKFLOW.INVALID_JSON with every place that has the wrong shape
 */
export function decodeWorkflow(stored: unknown, restorer: ReferenceRestorer): WorkflowDraft {
  const json = typeof stored === "string" ? parseText(stored) : stored;
  const findings: Diagnostic[] = [];
  if (!isPlainObject(json)) {
    findings.push(shapeFinding("workflow", `a stored workflow is an object, not ${describeKind(json)}`));
    throw invalidJson(findings);
  }
  reportUnknownKeys(json, { path: "workflow", known: WORKFLOW_KEYS, findings });
  if (json.version !== WORKFLOW_JSON_VERSION) findings.push(versionFinding(json.version));
  const nodes = listAt(json, "nodes", findings).map((node, index) => decodeNode(node, { index, findings, restorer }));
  const connections = listAt(json, "connections", findings).map((one, index) => decodeConnection(one, index, findings));
  if (findings.length > 0) throw invalidJson(findings);
  return { nodes, connections, inputs: json.inputs };
}

function parseText(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    // The parser's own message quotes the text, which may hold anything.
    throw invalidJson([shapeFinding("workflow", "the text is not JSON")]);
  }
}

interface KnownKeys {
  readonly path: string;
  readonly known: readonly string[];
  readonly findings: Diagnostic[];
}

function reportUnknownKeys(value: object, { path, known, findings }: KnownKeys): void {
  for (const key of Object.keys(value)) {
    if (known.includes(key)) continue;
    const message = `"${key.slice(0, 80)}" is not a part of ${path}`;
    findings.push(workflowFinding("WORKFLOW.INVALID_JSON", { path, message, fix: sentence(suggestion(key, known)) }));
  }
}

function listAt(json: Readonly<Record<string, unknown>>, key: string, findings: Diagnostic[]): readonly unknown[] {
  const list = Object.hasOwn(json, key) ? json[key] : undefined;
  if (Array.isArray(list)) return list;
  findings.push(shapeFinding(`workflow.${key}`, `it is a list, not ${describeKind(list)}`));
  return [];
}

interface NodePlace {
  readonly index: number;
  readonly findings: Diagnostic[];
  readonly restorer: ReferenceRestorer;
}

function decodeNode(node: unknown, { index, findings, restorer }: NodePlace): NodeDraft {
  const path = `workflow.nodes.${index}`;
  if (
    !isPlainObject(node) ||
    typeof node.type !== "string" ||
    typeof node.id !== "string" ||
    !isPlainObject(node.parameters)
  ) {
    findings.push(shapeFinding(path, "a node has an id, a type and parameters"));
    return { id: "", type: "", parameters: {}, options: undefined };
  }
  reportUnknownKeys(node, { path, known: NODE_KEYS, findings });
  const refuse: DecodingPlace["refuse"] = (place, problem) => findings.push(shapeFinding(place, `it ${problem}`));
  const parameters: [string, unknown][] = [];
  for (const [name, value] of Object.entries(node.parameters)) {
    const place = { path: `${path}.parameters.${name.slice(0, 80)}`, refuse, ...restorer };
    if (name === "__proto__") refuse(place.path, "has a name that is never a parameter");
    else parameters.push([name, decodeValue(value, place)]);
  }
  return { id: node.id, type: node.type, parameters: Object.fromEntries(parameters), options: node.options };
}

function decodeConnection(connection: unknown, index: number, findings: Diagnostic[]): ConnectionDraft {
  const path = `workflow.connections.${index}`;
  if (!isPlainObject(connection) || !CONNECTION_KEYS.every((key) => Object.hasOwn(connection, key))) {
    findings.push(shapeFinding(path, "a connection has from, path, to and input"));
    return { from: "", path: "", to: "", input: "" };
  }
  reportUnknownKeys(connection, { path, known: CONNECTION_KEYS, findings });
  return { from: connection.from, path: connection.path, to: connection.to, input: connection.input };
}

function shapeFinding(path: string, problem: string): Diagnostic {
  const fix = "Give what workflow.toJSON() wrote";
  return workflowFinding("WORKFLOW.INVALID_JSON", { path, message: `${path}: ${problem}`, fix });
}

function versionFinding(version: unknown): Diagnostic {
  const shown = typeof version === "number" ? String(version) : describeKind(version);
  const message = `The stored workflow has version ${shown}; version ${WORKFLOW_JSON_VERSION} can be read`;
  const fix = "Read it with the release of DataFlow that wrote it, or write it again";
  return workflowFinding("WORKFLOW.INVALID_JSON", { path: "workflow.version", message, fix });
}

function invalidJson(findings: readonly Diagnostic[]) {
  return workflowErrors.create("INVALID_JSON", {
    message: `The stored workflow cannot be read: ${findings[0]?.message}${findings.length > 1 ? `, and ${findings.length - 1} more` : ""}`,
    why: "what is read from outside is checked completely before anything is built from it",
    fix: findings[0]?.fix ?? "Give what workflow.toJSON() wrote",
    diagnostics: findings,
  });
}
