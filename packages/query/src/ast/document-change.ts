import type { FilterNode } from "./filter-node.ts";
import type { JsonTest } from "./json-path-node.ts";

/** What decides which elements `$pull` takes out. Numbers are places in the list of values; no user's text is in it. */
export type ElementCondition =
  | { readonly kind: "all" | "any"; readonly parts: readonly ElementCondition[] }
  | { readonly kind: "not"; readonly part: ElementCondition }
  /** Asks below keys of objects, and of each element of arrays on the way. */
  | { readonly kind: "at"; readonly keys: readonly number[]; readonly part: ElementCondition }
  | { readonly kind: "isObject" | "exists" }
  | { readonly kind: "isNull" }
  /** Equal itself, or an array with an element that is. */
  | { readonly kind: "equal"; readonly value: number }
  /** Equal itself. */
  | { readonly kind: "same"; readonly value: number }
  | {
      readonly kind: "order";
      readonly operator: "gt" | "gte" | "lt" | "lte";
      readonly value: number;
      readonly type: "number" | "string" | "boolean";
    }
  | { readonly kind: "oneOf"; readonly values: number }
  | { readonly kind: "size"; readonly value: number }
  | { readonly kind: "anyElement"; readonly part: ElementCondition };

/** One key that `$sort` orders by: places of its keys in the list of values, none for the element itself. */
export interface ElementOrder {
  readonly keys: readonly number[];
  readonly isDescending: boolean;
}

/** How an operator reads its values. It decides the statement's text, so no user's text is ever in it. */
export type ChangeForm =
  | { readonly kind: "plain" }
  | { readonly kind: "rename"; readonly keyCount: number }
  | { readonly kind: "bits"; readonly words: readonly ("and" | "or" | "xor")[] }
  | { readonly kind: "stage"; readonly stage: DocumentStage }
  | { readonly kind: "pop"; readonly end: "first" | "last" }
  | { readonly kind: "pull"; readonly condition: ElementCondition }
  | {
      readonly kind: "push";
      readonly position: "start" | "fromStart" | "fromEnd" | "end";
      readonly slice: "none" | "first" | "last";
      readonly sort: readonly ElementOrder[];
    };

/** What a stage of an update pipeline computes from the document that it is given. Numbers are places in the list of values. */
export type DocumentExpression =
  | { readonly kind: "value"; readonly value: number }
  /** What keys lead to, through the objects in arrays; missing where nothing is there. */
  | { readonly kind: "place"; readonly keys: readonly number[] }
  | { readonly kind: "missing" }
  /** `start` is the empty document. */
  | {
      readonly kind: "document";
      readonly start: number;
      readonly entries: readonly { readonly key: number; readonly value: DocumentExpression }[];
    }
  | { readonly kind: "list"; readonly items: readonly DocumentExpression[] };

/** One stage of an update pipeline, as it changes one document. Paths lead through the objects in arrays. */
export type DocumentStage =
  | {
      readonly kind: "assign";
      readonly places: readonly { readonly keys: readonly number[]; readonly value: DocumentExpression }[];
    }
  | { readonly kind: "remove"; readonly places: readonly (readonly number[])[] }
  /** `id` is the key that a document keeps when it is replaced by one that does not have it. */
  | { readonly kind: "replace"; readonly value: DocumentExpression; readonly id: number };

/** A change of one place in a JSON document. */
export interface DocumentChange {
  /** The update operator or stage, as it is written: `"$push"`. */
  readonly operator: string;
  /** Keys, indexes, `$`, `$[]` and `$[name]` from the document's root; empty for the document itself. */
  readonly path: readonly string[];
  /** What the operator is given, as JSON values. They travel as parameters. */
  readonly values: readonly unknown[];
  readonly form: ChangeForm;
  /** What elements must match, one filter for each `$[name]` of the path in its order. Its places start at the element. */
  readonly elements?: readonly FilterNode[];
  /** What says which element `$` stands for. All changes of one document have the same. */
  readonly position?: MatchPosition;
}

/**
 * Which element of an array in the document made a filter match, as MongoDB keeps it: of several conditions the last that
 * an element satisfied decides, of several alternatives the first.
 */
export type MatchPosition =
  | { readonly kind: "last" | "first"; readonly parts: readonly MatchPosition[] }
  /** Only where the document matches a filter. */
  | { readonly kind: "where"; readonly filter: FilterNode; readonly part: MatchPosition }
  /** The first element, of the first array on the way, that satisfies one of the tests. */
  | { readonly kind: "place"; readonly path: readonly string[]; readonly tests: readonly JsonTest[] };
