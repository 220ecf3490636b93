import { compareDocuments } from "./compare-documents.ts";
import { isDocument } from "./document-paths.ts";

/** What is not there; it comes before null. */
const NOTHING = Symbol("nothing");

/**
 * Whether an expression of `$expr` is true for a document: comparisons of fields, which start with a dollar, and of values,
 * and logic over them. Two objects are only equal or not, and so are two arrays: neither is greater.
 *
 * @param expression a valid expression
 * @param document the document
 * @throws TypeError when the expression has an operator that is none
 */
export function matchesExpression(expression: unknown, document: unknown): boolean {
  if (!isDocument(expression)) throw new TypeError("The reference needs an operator here");
  const [name = "", operand] = Object.entries(expression)[0] ?? [];
  const list: readonly unknown[] = Array.isArray(operand) ? operand : [operand];
  if (name === "$and") return list.every((one) => matchesExpression(one, document));
  if (name === "$or") return list.some((one) => matchesExpression(one, document));
  if (name === "$not") return !matchesExpression(list[0], document);
  return answer(name, sideValue(list[0], document), sideValue(list[1], document));
}

function answer(name: string, left: unknown, right: unknown): boolean {
  const order = orderOf(left, right);
  const isGreater = order > 0 && !haveNoOrder(left, right);
  const isLess = order < 0 && !haveNoOrder(left, right);
  switch (name) {
    case "$eq":
      return order === 0;
    case "$ne":
      return order !== 0;
    case "$gt":
      return isGreater;
    case "$gte":
      return !isLess;
    case "$lt":
      return isLess;
    case "$lte":
      return !isGreater;
    default:
      throw new TypeError(`The reference does not know ${name} in an expression`);
  }
}

function orderOf(left: unknown, right: unknown): number {
  if (left === NOTHING || right === NOTHING) return Number(left !== NOTHING) - Number(right !== NOTHING);
  return compareDocuments(left, right);
}

function haveNoOrder(left: unknown, right: unknown): boolean {
  return Array.isArray(left) ? Array.isArray(right) : isDocument(left) && isDocument(right);
}

function sideValue(side: unknown, document: unknown): unknown {
  if (typeof side === "string" && side.startsWith("$")) return walk(document, side.slice(1).split("."));
  return isDocument(side) && Object.hasOwn(side, "$literal") ? side.$literal : side;
}

/** A key of an array is the list of what its objects have there; a number is a key as any other. */
function walk(value: unknown, [key, ...rest]: readonly string[]): unknown {
  if (key === undefined) return value;
  if (Array.isArray(value)) {
    const objects = value.filter(isDocument);
    return objects.map((one) => walk(one, [key, ...rest])).filter((found) => found !== NOTHING);
  }
  return isDocument(value) && Object.hasOwn(value, key) ? walk(value[key], rest) : NOTHING;
}
