import type { ArrayNode } from "../ast/array-node.ts";
import type { ComparisonNode } from "../ast/comparison-node.ts";
import type { FilterNode } from "../ast/filter-node.ts";
import type { MembershipNode } from "../ast/membership-node.ts";
import type { WholeNumberNode } from "../ast/whole-number-node.ts";
import { queryErrors } from "../errors/query-errors.ts";
import type { SqlParameter } from "../statement/compiled-statement.ts";
import type { DialectCodec } from "./column-codec.ts";
import { joinBalanced } from "./predicate-text.ts";
import type { Column, LeafForm, NextPlaceholder } from "./query-dialect.ts";

/** A dialect's forms for what can be asked of an element, as it is of a column of its kind. */
export interface ElementForms<Codec extends DialectCodec> {
  readonly comparison: LeafForm<ComparisonNode, Codec>;
  readonly membership: LeafForm<MembershipNode, Codec>;
  readonly wholeNumber: LeafForm<WholeNumberNode, Codec>;
}

/** A condition that all of an array's elements are held against. */
export type ElementsTest = Extract<ArrayNode["test"], { readonly kind: "some" }>;

type ElementLeaf = ComparisonNode | MembershipNode | WholeNumberNode;

/** What is done with each condition on an element. */
interface LeafVisitor {
  readonly leaf: (node: ElementLeaf, isNegated: boolean) => string;
}

/** Joins what a visitor makes of the conditions; negations are pushed down to them, as elements are never null. */
function walk(filter: FilterNode, visitor: LeafVisitor, isNegated = false): string {
  switch (filter.kind) {
    case "everything":
    case "nothing":
      return (filter.kind === "everything") === isNegated ? "FALSE" : "TRUE";
    case "and":
    case "or": {
      const parts = filter.children.map((child) => walk(child, visitor, isNegated));
      return `(${joinBalanced(parts, (filter.kind === "and") === isNegated ? "OR" : "AND")})`;
    }
    case "not":
      return walk(filter.child, visitor, !isNegated);
    case "comparison":
    case "membership":
    case "wholeNumber":
      return visitor.leaf(filter, isNegated);
    default:
      throw queryErrors.create("INVALID_STATEMENT", {
        message: "A condition on the elements of an array asks what elements have not",
        why: "elements are compared, and looked for in lists",
        fix: "use conditions made by compare, isOneOf and wholeNumber",
      });
  }
}

/**
 * The shape of a condition on elements.
 *
 * @param test the condition
 * @param forms the dialect's forms
 * @returns all that is in its text
 */
export function elementsShape<Codec extends DialectCodec>(test: ElementsTest, forms: ElementForms<Codec>): string {
  const leaf = (node: ElementLeaf, isNegated: boolean) =>
    `${isNegated ? "!" : ""}${node.kind}${leafShape(node, forms)};`;
  return `some ${walk(test.filter, { leaf })}`;
}

function leafShape<Codec extends DialectCodec>(node: ElementLeaf, forms: ElementForms<Codec>): string {
  if (node.kind === "comparison") return forms.comparison.shape(node);
  return node.kind === "membership" ? forms.membership.shape(node) : forms.wholeNumber.shape(node);
}

/**
 * Binds a condition on elements.
 *
 * @param test the condition
 * @param element the element as a column
 * @param forms the dialect's forms
 * @param parameters what its parameters are added to
 */
export function bindElements<Codec extends DialectCodec>(
  test: ElementsTest,
  element: Column<Codec>,
  forms: ElementForms<Codec>,
  parameters: SqlParameter[],
): void {
  const leaf = (node: ElementLeaf) => {
    if (node.kind === "comparison") forms.comparison.bind(node, element, parameters);
    else if (node.kind === "membership") forms.membership.bind(node, element, parameters);
    else forms.wholeNumber.bind(node, element, parameters);
    return "";
  };
  walk(test.filter, { leaf });
}

/**
 * Prints a condition on elements.
 *
 * @param test the condition
 * @param element the element as a column
 * @param forms the dialect's forms
 * @param place gives placeholders
 * @returns a condition on one element
 */
export function printElements<Codec extends DialectCodec>(
  test: ElementsTest,
  element: Column<Codec>,
  forms: ElementForms<Codec>,
  place: NextPlaceholder,
): string {
  const leaf = (node: ElementLeaf, isNegated: boolean) => {
    if (node.kind === "comparison") return forms.comparison.print(node, element, place, isNegated);
    if (node.kind === "membership") return forms.membership.print(node, element, place, isNegated);
    return forms.wholeNumber.print(node, element, place, isNegated);
  };
  return walk(test.filter, { leaf });
}

/**
 * Makes columns of elements, one for each array field.
 *
 * @param codec the dialect's codecs
 * @param sql the SQL of an element in a form that a column of its kind has
 * @returns gives the column of a field's elements
 */
export function elementColumns<Codec extends DialectCodec>(
  codec: (type: Column<Codec>["field"]["type"], place: string) => Codec,
  sql: (field: Column<Codec>["field"]) => string,
): (column: Column<Codec>) => Column<Codec> {
  const known = new WeakMap<Column<Codec>["field"], Column<Codec>>();
  return ({ field, token }) => {
    let element = known.get(field);
    if (element === undefined) {
      const type = field.type.kind === "array" ? field.type.element : field.type;
      const own = Object.freeze({ ...field, type, nullable: false });
      element = Object.freeze({ field: own, token, sql: sql(field), codec: codec(type, field.name) });
      known.set(field, element);
    }
    return element;
  };
}
