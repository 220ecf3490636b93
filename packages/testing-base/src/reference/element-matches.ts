import { isDeepStrictEqual } from "node:util";

/** The part of a path that stands for every element. */
export const EVERY = "$[]";

type Operators = Readonly<Record<string, unknown>>;

const isObject = (value: unknown): value is Operators =>
  typeof value === "object" && value !== null && !Array.isArray(value);
const isOperators = (value: unknown): value is Operators =>
  isObject(value) && /^\$(?!and$|or$|nor$)/.test(Object.keys(value)[0] ?? "");

/** Whether `$pull` takes an element out: the reference. */
export function elementMatches(element: unknown, condition: unknown): boolean {
  if (isOperators(condition)) return satisfies(element, condition);
  if (isObject(condition)) return isObject(element) && matchesKeys(element, condition);
  return isDeepStrictEqual(element, condition);
}

function matchesKeys(element: Operators, filter: Operators): boolean {
  return Object.entries(filter).every(([key, wanted]) => {
    const parts = key.startsWith("$") && Array.isArray(wanted) ? wanted.map((part) => matchesKeys(element, part)) : [];
    if (key === "$and") return parts.every(Boolean);
    if (key === "$or") return parts.some(Boolean);
    if (key === "$nor") return !parts.some(Boolean);
    const operators = isOperators(wanted) ? wanted : { $eq: wanted };
    return Object.entries(operators).every((entry) => at(element, key.split("."), Object.fromEntries([entry])));
  });
}

/** Negations are of the whole path: an array on the way must have no element that matches. */
function at(value: unknown, path: readonly string[], operators: Operators): boolean {
  const [[name, operand] = ["", undefined]] = Object.entries(operators);
  if (name === "$ne") return !at(value, path, { $eq: operand });
  if (name === "$nin") return !at(value, path, { $in: operand });
  if (name === "$not")
    return !Object.entries(operand as Operators).every((entry) => at(value, path, Object.fromEntries([entry]))); // what the reader of filters has checked
  if (name === "$exists" && operand === false) return !at(value, path, { $exists: true });
  const [key, ...rest] = path;
  if (key === undefined) return satisfies(value, operators);
  const child = isObject(value) && Object.hasOwn(value, key) ? value[key] : undefined;
  if (rest.length > 0 && Array.isArray(child)) return child.some((item) => isObject(item) && at(item, rest, operators));
  return at(child, rest, operators);
}

function satisfies(value: unknown, operators: Operators): boolean {
  return Object.entries(operators).every(([name, operand]) => test(value, name, operand));
}

function reaches(value: unknown, holds: (value: unknown) => boolean): boolean {
  return holds(value) || (Array.isArray(value) && value.some(holds));
}

function test(value: unknown, name: string, operand: unknown): boolean {
  switch (name) {
    case "$eq":
      return reaches(value, (item) =>
        operand === null ? item === null || item === undefined : isDeepStrictEqual(item, operand),
      );
    case "$ne":
      return !test(value, "$eq", operand);
    case "$in":
      return (operand as readonly unknown[]).some((wanted) => test(value, "$eq", wanted)); // what the reader of filters has checked
    case "$nin":
      return !test(value, "$in", operand);
    case "$not":
      return !satisfies(value, operand as Operators); // what the reader of filters has checked
    case "$exists":
      return (value !== undefined) === operand;
    case "$size":
      return Array.isArray(value) && value.length === operand;
    case "$elemMatch":
      return (
        Array.isArray(value) &&
        value.some((item) => (isOperators(operand) ? satisfies(item, operand) : elementMatches(item, operand)))
      );
    default:
      return compares(value, name, operand);
  }
}

function compares(value: unknown, name: string, operand: unknown): boolean {
  if (operand === null) return (name === "$gte" || name === "$lte") && test(value, "$eq", null);
  return reaches(value, (item) => {
    if (typeof item !== typeof operand) return false;
    const sign =
      typeof item === "string"
        ? Buffer.compare(Buffer.from(item), Buffer.from(String(operand)))
        : Number(item) - Number(operand);
    return name === "$gt" ? sign > 0 : name === "$gte" ? sign >= 0 : name === "$lt" ? sign < 0 : sign <= 0;
  });
}
