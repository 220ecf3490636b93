import { lateExpression } from "../text/late-expression.ts";
import { ORDER_ONLY, pathSegments } from "./workflow-graph.ts";
import type { WorkflowConnection, WorkflowNode } from "./workflow-node.ts";

/** What is drawn. */
export interface MermaidParts {
  readonly nodes: readonly WorkflowNode[];
  readonly connections: readonly WorkflowConnection[];
}

/**
 * Draws a workflow as the text of a Mermaid flowchart.
 *
 * @param parts the workflow
 * @returns the text; names cannot break out of their labels, because whatever is not a letter or a digit is escaped
 */
export function workflowMermaid({ nodes, connections }: MermaidParts): string {
  const drawnIds = new Map(nodes.map((node, index) => [node.id, `n${index}`]));
  const byId = new Map(nodes.map((node) => [node.id, node]));
  const lines = ["flowchart TD"];
  for (const node of nodes) lines.push(`  ${drawnIds.get(node.id)}${nodeShape(node)}`);
  for (const connection of connections) {
    const label = connectionLabel(connection, byId.get(connection.from));
    const arrow = connection.input === ORDER_ONLY ? "-.->" : "-->";
    const text = label === "" ? "" : `|"${label}"|`;
    lines.push(`  ${drawnIds.get(connection.from)} ${arrow}${text} ${drawnIds.get(connection.to)}`);
  }
  return `${lines.join("\n")}\n`;
}

function nodeShape(node: WorkflowNode): string {
  const label = `"${escapeLabel(node.id)}<br/>${escapeLabel(node.type.type)}"`;
  return node.type.branching === true ? `{${label}}` : `[${label}]`;
}

/** A branch is the name of a switch's output; it stands before the wiring, where a reader looks for the condition. */
function connectionLabel({ path, input }: WorkflowConnection, source: WorkflowNode | undefined): string {
  const wiring = input === ORDER_ONLY ? "" : `${escapeLabel(path)} → ${escapeLabel(input)}`;
  const branch = pathSegments(path)[0];
  const isBranch = source?.type.branching === true && branch !== undefined && branch !== "branch";
  if (!isBranch) return wiring;
  return `if ${escapeLabel(branch)}${wiring === "" ? "" : `: ${wiring}`}`;
}

const plain = lateExpression(String.raw`^[\p{L}\p{N} _.-]$`, "u");

/** Mermaid reads `#38;` as the character of that number, in every place where a label may stand. */
function escapeLabel(text: string): string {
  let escaped = "";
  for (const character of text.toWellFormed()) {
    escaped += plain().test(character) ? character : `#${character.codePointAt(0)};`;
  }
  return escaped;
}
