import type { Node, RangeVar } from "@pgsql/types";
import type { WrittenName } from "./database-model.ts";

/** A node of any kind, looked at without its type. */
export type Tree = Readonly<Record<string, unknown>>;

/** The name of a relation as a statement writes it. */
export function nameOfRange(range: RangeVar | undefined): WrittenName {
  return { schema: range?.schemaname, name: range?.relname ?? "" };
}

/** The texts of a list: `["public", "users"]`. */
export function texts(nodes: readonly Node[] | undefined): readonly string[] {
  return (nodes ?? []).flatMap((node) => ("String" in node ? [node.String.sval ?? ""] : []));
}

/** The name that the last parts of a list make: a schema, if there is one, and a name. */
export function nameOfTexts(parts: readonly string[]): WrittenName {
  const [name = "", schema] = parts.toReversed();
  return { schema, name };
}

/** The nodes that are lists hold their items here. */
export function items(node: Node | undefined): readonly Node[] {
  if (node === undefined) return [];
  return "List" in node ? (node.List.items ?? []) : [node];
}

/** The whole number that a constant is. */
export function wholeNumber(node: Node | undefined): number | undefined {
  if (node === undefined) return undefined;
  if ("Integer" in node) return node.Integer.ival ?? 0;
  if ("TypeCast" in node) return wholeNumber(node.TypeCast.arg);
  if (!("A_Const" in node) || node.A_Const.ival === undefined) return undefined;
  return node.A_Const.ival.ival ?? 0;
}

/** Goes through all nodes, from the outside in; those for which `enter` says no are left out with all below them. */
export function walk(tree: unknown, enter: (kind: string, node: Tree) => boolean | undefined): void {
  if (Array.isArray(tree)) {
    for (const entry of tree) walk(entry, enter);
    return;
  }
  if (!isTree(tree)) return;
  for (const [kind, below] of Object.entries(tree)) {
    if (isTree(below) && enter(kind, below) === false) continue;
    walk(below, enter);
  }
}

export function isTree(value: unknown): value is Tree {
  return typeof value === "object" && value !== null && !Array.isArray(value);
}
