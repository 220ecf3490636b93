import { matchesDocument } from "./match-document.ts";

type Filter = Readonly<Record<string, unknown>>;

const isObject = (value: unknown): value is Filter =>
  typeof value === "object" && value !== null && !Array.isArray(value);
const NEGATIONS = new Set(["$ne", "$nin", "$not", "$options"]);

/** The index that `$` stands for in a document: that of the element by which the filter's last condition holds. */
export function matchedIndex(filter: Filter, document: Filter): number | undefined {
  let index: number | undefined;
  for (const [key, condition] of Object.entries(filter)) index = indexOfEntry(key, condition, document) ?? index;
  return index;
}

function indexOfEntry(key: string, condition: unknown, document: Filter): number | undefined {
  if (key === "$and" || key === "$or") {
    const filters = (condition as readonly Filter[]).filter((one) => key === "$and" || matchesDocument(one, document)); // a list, in a valid filter
    const found = filters.map((one) => matchedIndex(one, document)).filter((index) => index !== undefined);
    return key === "$or" ? found[0] : found.at(-1);
  }
  if (key.startsWith("$")) return undefined;
  const isOperators = isObject(condition) && Object.keys(condition).some((name) => name.startsWith("$"));
  const operators = isOperators ? condition : { $eq: condition };
  const found = Object.entries(operators).flatMap(([name, operand]) => {
    if (NEGATIONS.has(name) || ((name === "$exists" || name === "$null") && operand === false)) return [];
    const options = name === "$regex" && "$options" in operators ? { $options: operators.$options } : {};
    return decisive(name, operand).flatMap((one) => indexBelow(document, key.split("."), { ...one, ...options }) ?? []);
  });
  return found.at(-1);
}

/** The conditions that an operator is made of; of those of `$all` only the first counts. */
function decisive(name: string, operand: unknown): readonly Filter[] {
  const list: readonly unknown[] = Array.isArray(operand) ? operand : [];
  if (name === "$between") return [{ $gte: list[0] }, { $lte: list[1] }];
  if (name === "$overlap") return [{ $elemMatch: { $in: list } }];
  if (name !== "$all") return [{ [name]: operand }];
  return list.slice(0, 1).map((first) => (isObject(first) && "$elemMatch" in first ? first : { $eq: first }));
}

/** In the first array on the way: the first element that satisfies the rest. */
function indexBelow(value: unknown, path: readonly string[], operators: Filter): number | undefined {
  const [key, ...rest] = path;
  if (!Array.isArray(value))
    return isObject(value) && key !== undefined && Object.hasOwn(value, key)
      ? indexBelow(value[key], rest, operators)
      : undefined;
  const first = value.findIndex((element) => satisfies(element, path, operators));
  if (first >= 0) return first;
  return key !== undefined && /^\d+$/.test(key) ? indexBelow(value[Number(key)], rest, operators) : undefined;
}

function satisfies(element: unknown, path: readonly string[], operators: Filter): boolean {
  if (path.length > 0) return isObject(element) && matchesDocument({ [path.join(".")]: operators }, element);
  if ("$size" in operators) return false; // asked of the array as a whole
  const elementsOwn = "$elemMatch" in operators ? operators.$elemMatch : operators;
  return matchesDocument({ list: { $elemMatch: elementsOwn } }, { list: [element] });
}
