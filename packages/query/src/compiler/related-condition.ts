import { allOf } from "../ast/and-node.ts";
import type { FilterNode } from "../ast/filter-node.ts";
import type { RelatedNode } from "../ast/related-node.ts";
import type { DialectCodec } from "../dialects/column-codec.ts";
import { quoteIdentifier } from "../dialects/predicate-text.ts";
import { type Printing, printedColumn, printFilter } from "./print-filter.ts";
import { type FilterScope, type Scan, scanFilter } from "./scan-filter.ts";
import { columnOf } from "./table-view.ts";

/** What must hold for a row at the relation's end: what was asked, and that it may be seen at all. */
function condition({ relation, where }: RelatedNode): FilterNode {
  return relation.visible === undefined ? where : allOf([relation.visible(), where]);
}

/**
 * Adds a relation to a scan.
 *
 * @param node the relation and its filter
 * @param scope the table that it leads away from
 * @param scan what is added to
 */
export function scanRelated<Codec extends DialectCodec>(
  node: RelatedNode,
  scope: FilterScope<Codec>,
  scan: Scan,
): void {
  const view = scope.viewOf(node.relation.target);
  scan.shape += `related ${columnOf(scope.view, node.relation.field).token}${JSON.stringify(node.relation.name)}(`;
  scanFilter(condition(node), { ...scope, view }, scan);
  scan.shape += ")";
}

/**
 * Prints a relation as a subquery over its end. The rows there have a name of their own, so that a table can be related
 * to itself, and every column in it is qualified.
 *
 * @param node the relation and its filter
 * @param printing the statement
 * @param isNegated whether the opposite is meant
 * @returns a condition; never null, whatever the columns hold
 */
export function printRelated<Codec extends DialectCodec>(
  node: RelatedNode,
  printing: Printing<Codec>,
  isNegated: boolean,
): string {
  const { relation } = node;
  const depth = (printing.depth ?? 0) + 1;
  const outer = printing.qualifier === "" ? `${printing.viewOf(printing.view.table).sql}.` : printing.qualifier;
  const view = printing.viewOf(relation.target);
  const name = quoteIdentifier(freeName(`r${depth}`, printing.view.table.name));
  const inner: Printing<Codec> = { ...printing, view, depth, qualifier: `${name}.` };
  const left = printedColumn(inner, relation.targetField).sql;
  const right = printedColumn({ ...printing, qualifier: outer }, relation.field).sql;
  const where = condition(node);
  const rest = where.kind === "everything" ? "" : ` AND (${printFilter(where, inner)})`;
  return `${isNegated ? "NOT " : ""}EXISTS (SELECT 1 FROM ${view.sql} AS ${name} WHERE ${left} = ${right}${rest})`;
}

/** A table may well be called what the subquery would be. */
function freeName(name: string, taken: string): string {
  return name === taken ? `${name}_` : name;
}
