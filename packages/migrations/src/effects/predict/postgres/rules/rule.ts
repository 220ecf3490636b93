import type { Node } from "@pgsql/types";
import type { EffectsDraft } from "../effects-draft.ts";

/** The kinds of statements. */
export type NodeKind = Node extends infer Each ? (Each extends unknown ? keyof Each : never) : never;

/** The node of a kind. */
export type NodeOf<Kind extends NodeKind> = Extract<Node, Record<Kind, unknown>>[Kind];

/** What a statement of one kind does. */
export type StatementRule<Kind extends NodeKind> = (statement: NodeOf<Kind>, draft: EffectsDraft) => void;

/** The rules of some kinds of statements. */
export type StatementRules = { readonly [Kind in NodeKind]?: StatementRule<Kind> };
