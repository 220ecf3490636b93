import { compareDocuments, isSameType } from "./compare-documents.ts";
import { type Found, findAll, isDocument, MISSING } from "./document-paths.ts";
import { matchesExpression } from "./match-expression.ts";
import { hasBits, hasRemainder } from "./match-number.ts";
import { matchesText } from "./match-text.ts";

/** A value at the end of a path, asked for by operators. */
interface Place {
  readonly root: unknown;
  readonly path: readonly string[];
}

/**
 * Whether a document matches a MongoDB-style filter: the meaning of filters inside JSON columns, written down as plainly
 * as possible, for tests to hold databases against. It checks nothing: give it filters that `parseFilter` takes.
 *
 * @param filter a valid filter
 * @param document the document; fields of a row are its keys
 * @returns whether it matches
 * @throws TypeError when the filter has an operator that is none
 * @example
 * ```ts
 * import { matchesDocument } from "@dataflow/testing-base/reference";
 *
 * matchesDocument({ "tags.name": { $in: ["a", "b"] } }, { tags: [{ name: "a" }, { name: "c" }] }); // true
 * ```
 */
export function matchesDocument(filter: object, document: unknown): boolean {
  return Object.entries(filter).every(([key, condition]: readonly [string, unknown]) => {
    const any = () => filtersOf(condition).some((one) => matchesDocument(one, document));
    if (key === "$and") return filtersOf(condition).every((one) => matchesDocument(one, document));
    if (key === "$or") return any();
    if (key === "$nor") return !any();
    if (key === "$not") return !filtersOf([condition]).every((one) => matchesDocument(one, document));
    if (key === "$expr") return matchesExpression(condition, document);
    return matchesPlace({ root: document, path: key.split(".") }, condition);
  });
}

function listOf(operand: unknown): readonly unknown[] {
  if (Array.isArray(operand)) return operand;
  throw new TypeError("The reference needs a list here");
}

function filtersOf(operand: unknown): readonly object[] {
  return listOf(operand).filter((one) => typeof one === "object" && one !== null);
}

function isOperators(condition: unknown): condition is Readonly<Record<string, unknown>> {
  return isDocument(condition) && Object.keys(condition).some((key) => key.startsWith("$"));
}

function matchesPlace(place: Place, condition: unknown): boolean {
  if (!isOperators(condition)) return matchesOperator("$eq", condition, place, {});
  return Object.entries(condition).every(([name, operand]) => matchesOperator(name, operand, place, condition));
}

function matchesOperator(
  name: string,
  operand: unknown,
  place: Place,
  siblings: Readonly<Record<string, unknown>>,
): boolean {
  const all = () => findAll(place.root, place.path, false);
  const whole = () => findAll(place.root, place.path, true);
  switch (name) {
    case "$ne":
      return !matchesOperator("$eq", operand, place, siblings);
    case "$nin":
      return !matchesOperator("$in", operand, place, siblings);
    case "$not":
      return !matchesPlace(place, operand);
    case "$options":
      return true;
    case "$in":
      return listOf(operand).some((one) => all().some((value) => passes("$eq", one, value)));
    case "$between":
      return ["$gte", "$lte"].every((side, index) => matchesOperator(side, listOf(operand)[index], place, siblings));
    case "$exists":
      return operand === whole().some((value) => value !== MISSING);
    case "$null":
      return operand === all().some((value) => passes("$eq", null, value));
    case "$all":
      return matchesAll(listOf(operand), place);
    case "$size":
      return whole().some((value) => Array.isArray(value) && value.length === operand);
    case "$elemMatch":
      return whole().some((value) => Array.isArray(value) && value.some((element) => matchesElement(operand, element)));
    case "$overlap":
      return matchesOperator("$elemMatch", { $in: operand }, place, siblings);
    default:
      return all().some((value) => passes(name, operand, value, siblings));
  }
}

function matchesAll(values: readonly unknown[], place: Place): boolean {
  return values.length > 0 && values.every((one) => matchesPlace(place, isOperators(one) ? one : { $eq: one }));
}

function matchesElement(condition: unknown, element: unknown): boolean {
  if (!isDocument(condition)) return false;
  const names = Object.keys(condition);
  const isAboutElement = names.length > 0 && names.every((name) => /^\$(?!(?:and|or|nor)$)/.test(name));
  if (isAboutElement) return matchesPlace({ root: element, path: [] }, condition);
  return typeof element === "object" && element !== null && matchesDocument(condition, element);
}

/** Whether one value, found at a place, passes an operator. */
function passes(
  name: string,
  operand: unknown,
  value: Found,
  siblings: Readonly<Record<string, unknown>> = {},
): boolean {
  const isNull = value === null || value === MISSING;
  if (operand === null) return ["$eq", "$gte", "$lte"].includes(name) && isNull;
  if (value === MISSING) return false;
  switch (name) {
    case "$eq":
      return compareDocuments(value, operand) === 0;
    case "$gt":
      return isSameType(value, operand) && compareDocuments(value, operand) > 0;
    case "$gte":
      return isSameType(value, operand) && compareDocuments(value, operand) >= 0;
    case "$lt":
      return isSameType(value, operand) && compareDocuments(value, operand) < 0;
    case "$lte":
      return isSameType(value, operand) && compareDocuments(value, operand) <= 0;
    case "$type":
      return (Array.isArray(operand) ? operand : [operand]).some((type) => TYPE_NAMES.get(type) === typeOf(value));
    case "$mod":
      return hasRemainder(value, listOf(operand));
    case "$bitsAllSet":
    case "$bitsAnySet":
    case "$bitsAllClear":
    case "$bitsAnyClear":
      return hasBits(name, value, operand);
    default: {
      const { $options } = siblings;
      if (typeof operand !== "string") throw new TypeError(`The reference does not know ${name}`);
      return (
        typeof value === "string" && matchesText(name, operand, value, typeof $options === "string" ? $options : "")
      );
    }
  }
}

const TYPE_NAMES: ReadonlyMap<unknown, string> = new Map<unknown, string>([
  ...["null", "number", "string", "object", "array", "boolean"].map((name) => [name, name] as const),
  ["bool", "boolean"],
  [2, "string"],
  [3, "object"],
  [4, "array"],
  [8, "boolean"],
  [10, "null"],
]);

function typeOf(value: unknown): string {
  if (value === null) return "null";
  return Array.isArray(value) ? "array" : typeof value;
}
