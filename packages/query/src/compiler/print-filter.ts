import type { FieldComparisonNode } from "../ast/field-comparison-node.ts";
import type { FilterNode, LeafNode } from "../ast/filter-node.ts";
import type { DialectCodec } from "../dialects/column-codec.ts";
import { joinBalanced } from "../dialects/predicate-text.ts";
import type { Column, LeafForm, NextPlaceholder } from "../dialects/query-dialect.ts";
import type { SqlParameter } from "../statement/compiled-statement.ts";
import { printKeyset, scanKeyset } from "./keyset-condition.ts";
import { printPlaceComparison, scanPlaceComparison } from "./place-comparison.ts";
import { printRelated } from "./related-condition.ts";
import type { FilterScope, Scan } from "./scan-filter.ts";
import { printSearch } from "./search-condition.ts";
import { columnOf } from "./table-view.ts";

/** Where a statement is being printed: its names, its placeholders, and what columns are qualified with. */
export interface Printing<Codec extends DialectCodec> extends FilterScope<Codec> {
  readonly place: NextPlaceholder;
  /** Where parameters go as their placeholders are printed; undefined where a scan collected them before. */
  readonly parameters: SqlParameter[] | undefined;
  /** `"t".` or nothing. */
  readonly qualifier: string;
  /** How many relations lead here from the statement's own table; none when absent. */
  readonly depth?: number;
}

/**
 * The column of a field, qualified as the statement needs it.
 *
 * @param printing the statement
 * @param name the field's name
 * @returns the column
 */
export function printedColumn<Codec extends DialectCodec>(printing: Printing<Codec>, name: string): Column<Codec> {
  const column = columnOf(printing.view, name);
  return printing.qualifier === "" ? column : { ...column, sql: `${printing.qualifier}${column.sql}` };
}

/**
 * Prints a filter. Negations are pushed down to the conditions, where each dialect says them with nulls in mind:
 * SQL's own NOT would lose rows with nulls.
 *
 * @param node the filter
 * @param printing the statement
 * @param isNegated whether the opposite is meant
 * @returns a condition
 */
export function printFilter<Codec extends DialectCodec>(
  node: FilterNode,
  printing: Printing<Codec>,
  isNegated = false,
): string {
  const { leaves } = printing.dialect;
  // The kinds that most conditions are of come first.
  switch (node.kind) {
    case "comparison":
      return printLeaf(leaves.comparison, node, printing, isNegated);
    case "membership":
      return printLeaf(leaves.membership, node, printing, isNegated);
    case "everything":
    case "nothing":
      return (node.kind === "everything") === isNegated ? "FALSE" : "TRUE";
    case "and":
    case "or": {
      const joint = (node.kind === "and") === isNegated ? "OR" : "AND";
      const parts: string[] = [];
      for (const child of node.children) parts.push(printChild(child, printing, isNegated));
      return joinBalanced(parts, joint);
    }
    case "not":
      return printFilter(node.child, printing, !isNegated);
    case "fieldComparison":
      return printFieldComparison(node, printing, isNegated);
    case "placeComparison":
      bindAhead(scanPlaceComparison, node, printing);
      return printPlaceComparison(node, printing, isNegated);
    case "keyset": {
      bindAhead(scanKeyset, node, printing);
      const text = printKeyset(node, printing);
      return isNegated ? `(${text}) IS NOT TRUE` : text;
    }
    case "related":
      return printRelated(node, printing, isNegated);
    case "search":
      if (printing.parameters !== undefined) printing.dialect.search.bind(node, printing.parameters);
      return printSearch(node, printing, isNegated);
    case "null":
      return printLeaf(leaves.null, node, printing, isNegated);
    case "text":
      return printLeaf(leaves.text, node, printing, isNegated);
    case "like":
      return printLeaf(leaves.like, node, printing, isNegated);
    case "regex":
      return printLeaf(leaves.regex, node, printing, isNegated);
    case "jsonPath":
      return printLeaf(leaves.jsonPath, node, printing, isNegated);
    case "array":
      return printLeaf(leaves.array, node, printing, isNegated);
    case "wholeNumber":
      return printLeaf(leaves.wholeNumber, node, printing, isNegated);
  }
}

/** Binds a condition that binds and prints in two walks, where nobody has bound it before. */
function bindAhead<Node, Codec extends DialectCodec>(
  scan: (node: Node, scope: FilterScope<Codec>, scan: Scan) => void,
  node: Node,
  printing: Printing<Codec>,
): void {
  const { parameters } = printing;
  if (parameters !== undefined) scan(node, printing, { shape: "", parameters });
}

/** Null equals null and comes before every value; the arms that say so are left out where a column cannot be null. */
function printFieldComparison<Codec extends DialectCodec>(
  { left, operator, right }: FieldComparisonNode,
  printing: Printing<Codec>,
  isNegated: boolean,
): string {
  const [a, b] = [printedColumn(printing, left), printedColumn(printing, right)];
  const [isANullable, isBNullable] = [a.field.nullable, b.field.nullable];
  const keyOf = ({ field, sql }: Column<Codec>) => printing.dialect.orderKey(field.type, sql);
  if (operator === "eq") {
    if (isANullable && isBNullable) return `${a.sql} IS ${isNegated ? "" : "NOT "}DISTINCT FROM ${b.sql}`;
    const isEitherNull = isNegated && (isANullable || isBNullable);
    const nulls = isEitherNull ? ` OR ${isANullable ? a.sql : b.sql} IS NULL` : "";
    return withArm(`${a.sql} ${isNegated ? "<>" : "="} ${b.sql}`, nulls);
  }
  if (isNegated) return withArm(`${keyOf(a)} <= ${keyOf(b)}`, isANullable ? ` OR ${a.sql} IS NULL` : "");
  if (!isBNullable) return `${keyOf(a)} > ${keyOf(b)}`;
  const aIsThere = isANullable ? ` AND ${a.sql} IS NOT NULL` : "";
  return withArm(`${keyOf(a)} > ${keyOf(b)}`, ` OR ${b.sql} IS NULL${aIsThere}`);
}

function withArm(text: string, arm: string): string {
  return arm === "" ? text : `(${text}${arm})`;
}

/**
 * Prints a filter as a part of a longer condition: in brackets where it joins conditions itself.
 *
 * @param node the filter
 * @param printing the statement
 * @param isNegated whether the opposite is meant
 * @returns a condition that can stand beside any other
 */
export function printChild<Codec extends DialectCodec>(
  node: FilterNode,
  printing: Printing<Codec>,
  isNegated = false,
): string {
  const inner = node.kind === "not" ? node.child : node;
  const text = printFilter(node, printing, isNegated);
  return inner.kind === "and" || inner.kind === "or" ? `(${text})` : text;
}

function printLeaf<Node extends LeafNode, Codec extends DialectCodec>(
  form: LeafForm<Node, Codec>,
  node: Node,
  printing: Printing<Codec>,
  isNegated: boolean,
): string {
  const column = printedColumn(printing, node.field);
  if (printing.parameters !== undefined) form.bind(node, column, printing.parameters);
  return form.print(node, column, printing.place, isNegated);
}

/**
 * Prints a WHERE clause.
 *
 * @param where the filter
 * @param printing the statement
 * @returns the clause with a space before it; nothing for a filter that matches everything
 */
export function printWhere<Codec extends DialectCodec>(where: FilterNode, printing: Printing<Codec>): string {
  return where.kind === "everything" ? "" : ` WHERE ${printFilter(where, printing)}`;
}
