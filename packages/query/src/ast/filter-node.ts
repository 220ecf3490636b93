import type { AndNode } from "./and-node.ts";
import type { ArrayNode } from "./array-node.ts";
import type { ComparisonNode } from "./comparison-node.ts";
import type { EverythingNode } from "./everything-node.ts";
import type { FieldComparisonNode } from "./field-comparison-node.ts";
import type { JsonPathNode } from "./json-path-node.ts";
import type { KeysetNode } from "./keyset-node.ts";
import type { LikeNode } from "./like-node.ts";
import type { MembershipNode } from "./membership-node.ts";
import type { NotNode } from "./not-node.ts";
import type { NothingNode } from "./nothing-node.ts";
import type { NullNode } from "./null-node.ts";
import type { OrNode } from "./or-node.ts";
import type { PlaceComparisonNode } from "./place-comparison-node.ts";
import type { RegexNode } from "./regex-node.ts";
import type { RelatedNode } from "./related-node.ts";
import type { SearchNode } from "./search-node.ts";
import type { TextNode } from "./text-node.ts";
import type { WholeNumberNode } from "./whole-number-node.ts";

/** A condition on one field. */
export type LeafNode =
  | ComparisonNode
  | MembershipNode
  | NullNode
  | TextNode
  | LikeNode
  | RegexNode
  | JsonPathNode
  | ArrayNode
  | WholeNumberNode;

/**
 * A condition on rows: what a filter is parsed into, what stages rewrite and what compilers print. Frozen; holds field
 * names, never column names, and values of the fields' kinds.
 */
export type FilterNode =
  | EverythingNode
  | NothingNode
  | AndNode
  | OrNode
  | NotNode
  | FieldComparisonNode
  | PlaceComparisonNode
  | KeysetNode
  | RelatedNode
  | SearchNode
  | LeafNode;
