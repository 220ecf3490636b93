import { type DataFlowError, isPlainObject } from "@dataflow/core";
import { RESERVED_KEYS } from "../values/reserved-keys.ts";
import { invalidFilter, shown, undefinedValue } from "./filter-error.ts";

/** A document while it is made: what each key leads to, or a value of the filter as it is. */
type Branch = Map<string, Branch | Leaf>;

interface Leaf {
  readonly value: unknown;
}

const MAX_DEPTH = 16;

/**
 * The new row, or document, that an upsert makes of the filter that found nothing: all that the filter says must be equal
 * to something. Equalities are values, `$eq`, and `$in` and `$all` of one value; `$and` and an `$or` of one filter are
 * looked into; whatever else the filter asks says nothing about a new row. Dotted paths become objects.
 *
 * @param filter the filter
 * @returns the fields and their values; an empty object when the filter has no equality
 * @throws QUERY.INVALID_FILTER when two equalities are about one place, or about a place and one inside it
 * @example
 * ```ts
 * import { seedFromFilter } from "@dataflow/query";
 *
 * console.log(seedFromFilter({ email: "ann@example.com", "profile.city": { $eq: "Paris" }, age: { $gt: 18 } }));
 * // { email: "ann@example.com", profile: { city: "Paris" } }
 * ```
 */
export function seedFromFilter(filter: unknown): Readonly<Record<string, unknown>> {
  const root: Branch = new Map();
  readFilter(filter, { root, path: "filter", depth: 1 });
  return documentOf(root);
}

interface Reading {
  readonly root: Branch;
  readonly path: string;
  readonly depth: number;
}

function readFilter(filter: unknown, { root, path, depth }: Reading): void {
  if (!isPlainObject(filter)) throw invalidFilter(path, "must be an object", "write { field: value }");
  if (depth > MAX_DEPTH) throw invalidFilter(path, `is nested more than ${MAX_DEPTH} levels deep`, "write it flatter");
  for (const [key, condition] of Object.entries(filter)) {
    const place = `${path}.${shown(key)}`;
    if (!key.startsWith("$")) for (const value of equalitiesOf(condition, place)) put(root, key, { value, place });
    const only = key === "$and" || (key === "$or" && Array.isArray(condition) && condition.length === 1);
    if (!only || !Array.isArray(condition)) continue;
    for (const [index, part] of condition.entries())
      readFilter(part, { root, path: `${place}.${index}`, depth: depth + 1 });
  }
}

/** Every value that a condition says must be equal; more than one is refused where it is put. */
function equalitiesOf(condition: unknown, path: string): readonly unknown[] {
  if (condition === undefined) throw undefinedValue(path);
  const isOperators = isPlainObject(condition) && Object.keys(condition).some((key) => key.startsWith("$"));
  if (!isOperators) return [condition];
  return Object.entries(condition).flatMap(([name, operand]) => {
    if (operand === undefined) throw undefinedValue(`${path}.${shown(name)}`);
    if (name === "$eq") return [operand];
    if (!Array.isArray(operand)) return [];
    // Every value of $all must be there, so two of them are two equalities; of $in any one is enough.
    const values: readonly unknown[] = operand;
    if (name === "$in") return values.length === 1 ? values : [];
    return name === "$all" && !values.some(isElementMatch) ? values : [];
  });
}

function isElementMatch(value: unknown): boolean {
  return isPlainObject(value) && Object.hasOwn(value, "$elemMatch");
}

function put(root: Branch, key: string, { value, place }: { readonly value: unknown; readonly place: string }): void {
  const parts = key.split(".");
  const problem = parts.find((part) => part === "" || RESERVED_KEYS.has(part));
  if (problem !== undefined)
    throw invalidFilter(place, "has a part that no new row can have", "name fields and keys of documents");
  const last = parts.pop() ?? "";
  let branch = root;
  for (const part of parts) {
    const next = branch.get(part) ?? new Map();
    if (!(next instanceof Map)) throw saidTwice(place);
    branch.set(part, next);
    branch = next;
  }
  if (branch.has(last)) throw saidTwice(place);
  branch.set(last, { value });
}

function saidTwice(place: string): DataFlowError {
  return invalidFilter(
    place,
    "says what a new row has in a place that the filter says already",
    "name each place by one equality",
  );
}

function documentOf(branch: Branch): Readonly<Record<string, unknown>> {
  return Object.fromEntries(
    Array.from(branch, ([key, next]) => [key, next instanceof Map ? documentOf(next) : next.value]),
  );
}
