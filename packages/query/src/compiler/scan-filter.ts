import type { AndNode } from "../ast/and-node.ts";
import type { FilterNode, LeafNode } from "../ast/filter-node.ts";
import { partsOf } from "../ast/unwritten-and-node.ts";
import type { DialectCodec } from "../dialects/column-codec.ts";
import type { LeafForm, QueryDialect } from "../dialects/query-dialect.ts";
import { recollectionOf } from "../recall/recalled-node.ts";
import type { SqlParameter } from "../statement/compiled-statement.ts";
import type { QueryTable } from "../table/query-table.ts";
import { scanKeyset } from "./keyset-condition.ts";
import { scanPlaceComparison } from "./place-comparison.ts";
import { scanRelated } from "./related-condition.ts";
import { scanRecalled } from "./scan-recalled.ts";
import { columnOf, type TableView } from "./table-view.ts";

/** What one walk over a statement collects: its shape, and its parameters in the order of its placeholders. */
export interface Scan {
  shape: string;
  readonly parameters: SqlParameter[];
  /** Whether a filter in it was added by the shape that it was recalled by; absent where every filter is written out. */
  isRecalled?: boolean;
}

/** The names that a filter may use, and how the dialect says conditions. */
export interface FilterScope<Codec extends DialectCodec> {
  readonly dialect: QueryDialect<Codec>;
  readonly view: Pick<TableView<Codec>, "columns" | "table">;
  /** The view of a table that a relation leads to. */
  readonly viewOf: (table: QueryTable) => TableView<Codec>;
}

/**
 * Adds a filter's shape and parameters to a scan. This is the whole work for a shape that was seen before.
 *
 * @param node the filter
 * @param scope its names
 * @param scan what is added to
 */
export function scanFilter<Codec extends DialectCodec>(node: FilterNode, scope: FilterScope<Codec>, scan: Scan): void {
  const recollection = scan.isRecalled === undefined ? undefined : recollectionOf(node);
  if (recollection === undefined) scanNode(node, scope, scan);
  else scanRecalled(recollection, scope, scan);
}

function scanNode<Codec extends DialectCodec>(node: FilterNode, scope: FilterScope<Codec>, scan: Scan): void {
  const { leaves } = scope.dialect;
  switch (node.kind) {
    case "everything":
    case "nothing":
      scan.shape += node.kind === "nothing" ? "0" : "1";
      break;
    case "and":
      scanConjunction(node, scope, scan);
      break;
    case "or":
      scanChildren("|", node.children, scope, scan);
      break;
    case "not":
      scanChildren("!", [node.child], scope, scan);
      break;
    case "fieldComparison":
      scan.shape += `${node.operator}${columnOf(scope.view, node.left).token}${columnOf(scope.view, node.right).token};`;
      break;
    case "placeComparison":
      scanPlaceComparison(node, scope, scan);
      break;
    case "keyset":
      scanKeyset(node, scope, scan);
      break;
    case "related":
      scanRelated(node, scope, scan);
      break;
    case "search":
      scan.shape += `search ${scope.dialect.search.shape(node)};`;
      scope.dialect.search.bind(node, scan.parameters);
      break;
    case "comparison":
      scanLeaf(leaves.comparison, node, scope, scan);
      break;
    case "membership":
      scanLeaf(leaves.membership, node, scope, scan);
      break;
    case "null":
      scanLeaf(leaves.null, node, scope, scan);
      break;
    case "text":
      scanLeaf(leaves.text, node, scope, scan);
      break;
    case "like":
      scanLeaf(leaves.like, node, scope, scan);
      break;
    case "regex":
      scanLeaf(leaves.regex, node, scope, scan);
      break;
    case "jsonPath":
      scanLeaf(leaves.jsonPath, node, scope, scan);
      break;
    case "array":
      scanLeaf(leaves.array, node, scope, scan);
      break;
    case "wholeNumber":
      scanLeaf(leaves.wholeNumber, node, scope, scan);
  }
}

/** Parts that were recalled are added by their shapes; where every filter is written out, they are looked into. */
function scanConjunction<Codec extends DialectCodec>(node: AndNode, scope: FilterScope<Codec>, scan: Scan): void {
  const parts = scan.isRecalled === undefined ? undefined : partsOf(node);
  scanChildren("&", parts ?? node.children, scope, scan);
}

function scanChildren<Codec extends DialectCodec>(
  joint: string,
  children: readonly FilterNode[],
  scope: FilterScope<Codec>,
  scan: Scan,
): void {
  scan.shape += `${joint}(`;
  for (const child of children) scanFilter(child, scope, scan);
  scan.shape += ")";
}

function scanLeaf<Node extends LeafNode, Codec extends DialectCodec>(
  form: LeafForm<Node, Codec>,
  node: Node,
  scope: FilterScope<Codec>,
  scan: Scan,
): void {
  const column = columnOf(scope.view, node.field);
  scan.shape += `${node.kind} ${column.token}${form.shape(node)};`;
  form.bind(node, column, scan.parameters);
}
