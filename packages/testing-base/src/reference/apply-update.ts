import { isDeepStrictEqual } from "node:util";
import { EVERY, elementMatches } from "./element-matches.ts";
import { matchesDocument } from "./match-document.ts";
import { matchedIndex } from "./matched-index.ts";
import { UpdateRefused } from "./update-refused.ts";

type Document = Record<string, unknown>;

function refuse(message: string): never {
  throw new UpdateRefused(message);
}

/** What an operator makes of the value in its place; undefined stands for a place that is missing. */
interface Change {
  readonly missing: "create" | "keep" | "ignore";
  readonly apply: (current: unknown, operand: unknown) => unknown;
}

const number = (value: unknown, otherwise: number): number =>
  value === undefined ? otherwise : typeof value === "number" ? value : refuse("needs a number");
const list = (value: unknown): readonly unknown[] => (Array.isArray(value) ? value : refuse("needs an array"));
const listOrNone = (value: unknown): readonly unknown[] => (value === undefined ? [] : list(value));
const whole = (value: unknown): number => (Number.isInteger(value) ? Number(value) : refuse("needs a whole number"));
const finite = (value: number): number => (Number.isFinite(value) ? value : refuse("out of range"));

const CHANGES: ReadonlyMap<string, Change> = new Map<string, Change>([
  ["$set", { missing: "create", apply: (_, operand) => operand }],
  ["$setOnInsert", { missing: "ignore", apply: (current) => current }],
  ["$unset", { missing: "ignore", apply: () => undefined }],
  ["$inc", { missing: "create", apply: (current, by) => finite(number(current, 0) + number(by, 0)) }],
  [
    "$mul",
    {
      missing: "create",
      apply: (current, by) => (current === undefined ? 0 : finite(number(current, 0) * number(by, 0))),
    },
  ],
  [
    "$min",
    {
      missing: "create",
      apply: (current, other) => (current === undefined || order(other, current) < 0 ? other : current),
    },
  ],
  [
    "$max",
    {
      missing: "create",
      apply: (current, other) => (current === undefined || order(other, current) > 0 ? other : current),
    },
  ],
  ["$bit", { missing: "create", apply: bits }],
  ["$push", { missing: "create", apply: push }],
  ["$addToSet", { missing: "create", apply: addToSet }],
  [
    "$pop",
    {
      missing: "keep",
      apply: (current, end) => onList(current, (items) => (end === 1 ? items.slice(0, -1) : items.slice(1))),
    },
  ],
  [
    "$pullAll",
    {
      missing: "keep",
      apply: (current, unwanted) => onList(current, (items) => items.filter((item) => !includes(list(unwanted), item))),
    },
  ],
  [
    "$pull",
    {
      missing: "keep",
      apply: (current, condition) =>
        onList(current, (items) => items.filter((item) => !elementMatches(item, condition))),
    },
  ],
]);

/**
 * Applies an update to one document, as MongoDB does, without a database: the reference that databases are held against.
 *
 * @param document the stored document
 * @param update operators with paths into the document
 * @param beside what positional parts stand for, and whether the document is a new one
 * @returns the new document
 * @throws UpdateRefused what the update cannot be applied to
 * @example
 * ```ts
 * import { applyUpdate } from "@dataflow/testing-base/reference";
 *
 * applyUpdate({ tags: ["a"] }, { $push: { tags: "b" } }); // { tags: ["a", "b"] }
 * ```
 */
export function applyUpdate(
  document: Document,
  update: Readonly<Record<string, unknown>>,
  beside: UpdateSurroundings = {},
): unknown {
  let result: unknown = structuredClone(document);
  const matched = beside.filter === undefined ? undefined : matchedIndex(beside.filter, document);
  for (const [name, operands] of Object.entries(update)) {
    const operator = name === "$setOnInsert" && beside.isNewRow === true ? "$set" : name;
    // What the reader of updates has checked.
    for (const [path, operand] of Object.entries(operands as Document)) {
      const parts = path.split(".").map((part) => positional(part, matched, beside.arrayFilters ?? []));
      if (operator === "$rename") result = rename(result, path.split("."), String(operand).split("."));
      else result = place(result, parts, CHANGES.get(operator) ?? refuse(`no ${operator}`), operand);
    }
  }
  return result;
}

const isObject = (value: unknown): value is Document =>
  typeof value === "object" && value !== null && !Array.isArray(value);

/** What goes with an update. */
export interface UpdateSurroundings {
  readonly arrayFilters?: readonly Document[];
  readonly filter?: Document;
  readonly isNewRow?: boolean;
}

type Elements = (element: unknown) => boolean;

function positional(part: string, matched: number | undefined, filters: readonly Document[]): string | Elements {
  if (part === "$") return String(matched ?? refuse("$ needs an element that matched"));
  if (part === EVERY) return () => true;
  if (!part.startsWith("$[")) return part;
  const name = part.slice(2, -1);
  const filter = filters.find((one) => JSON.stringify(one).includes(`"${name}`)) ?? refuse(`no filter ${name}`);
  return (element) => matchesDocument(filter, { [name]: element });
}

function place(
  value: unknown,
  [part, ...rest]: readonly (string | Elements)[],
  change: Change,
  operand: unknown,
): unknown {
  if (part === undefined) return change.apply(value, operand);
  if (typeof part === "function")
    return list(value).map((item) => (part(item) ? (place(item, rest, change, operand) ?? null) : item));
  if (value === undefined || isObject(value)) {
    const object = value ?? {};
    const next = place(Object.hasOwn(object, part) ? object[part] : undefined, rest, change, operand);
    const { [part]: _, ...others } = object;
    if (next !== undefined) return { ...others, [part]: next };
    return value === undefined ? undefined : others;
  }
  if (Array.isArray(value) && /^(0|[1-9]\d*)$/.test(part)) {
    const index = Number(part);
    const items: readonly unknown[] = value;
    const next = place(items[index], rest, change, operand);
    if (next === undefined && index >= items.length) return items;
    const filled = [...items, ...Array.from({ length: Math.max(0, index - items.length) }, () => null)];
    return [...filled.slice(0, index), next ?? null, ...filled.slice(index + 1)];
  }
  if (change.missing !== "ignore") refuse("something is in the way");
  place(undefined, rest, change, operand); // refuses `$[]` behind it, which needs an array
  return value;
}

function rename(document: unknown, from: readonly string[], to: readonly string[]): unknown {
  let value: unknown = document;
  for (const part of from) {
    if (value === undefined) break;
    if (!isObject(value)) refuse("something is in the way");
    value = Object.hasOwn(value, part) ? value[part] : undefined;
  }
  if (value === undefined) return document;
  const moved = value;
  const without = place(document, from, { missing: "keep", apply: () => undefined }, undefined);
  const throughArray = to.some((_, index) => Array.isArray(valueAt(without, to.slice(0, index))));
  if (throughArray) refuse("an array is in the way");
  return place(without, to, { missing: "create", apply: () => moved }, undefined);
}

function valueAt(value: unknown, path: readonly string[]): unknown {
  return path.reduce(
    (object, part) => (isObject(object) && Object.hasOwn(object, part) ? object[part] : undefined),
    value,
  );
}

function onList(current: unknown, change: (items: readonly unknown[]) => unknown): unknown {
  return current === undefined ? undefined : change(list(current));
}

function includes(items: readonly unknown[], wanted: unknown): boolean {
  return items.some((item) => isDeepStrictEqual(item, wanted));
}

function bits(current: unknown, operand: unknown): unknown {
  // What the reader of updates has checked.
  return Object.entries(operand as Document).reduce(
    (value, [word, mask]) => {
      const [left, right] = [BigInt(whole(value)), BigInt(whole(mask))];
      return Number(word === "and" ? left & right : word === "or" ? left | right : left ^ right);
    },
    whole(current === undefined ? 0 : current),
  );
}

function addToSet(current: unknown, operand: unknown): unknown {
  const given = isObject(operand) && "$each" in operand ? list(operand.$each) : [operand];
  const result = [...listOrNone(current)];
  for (const value of given) if (!includes(result, value)) result.push(value);
  return result;
}

function push(current: unknown, operand: unknown): unknown {
  const stored = listOrNone(current);
  if (!isObject(operand) || !("$each" in operand)) return [...stored, operand];
  const at = operand.$position === undefined ? stored.length : Number(operand.$position);
  const start = Math.max(0, Math.min(stored.length, at < 0 ? stored.length + at : at));
  let result = [...stored.slice(0, start), ...list(operand.$each), ...stored.slice(start)];
  if (operand.$sort !== undefined) result = sorted(result, operand.$sort);
  if (operand.$slice === undefined) return result;
  const count = Number(operand.$slice);
  return count >= 0 ? result.slice(0, count) : result.slice(count);
}

function sorted(items: readonly unknown[], sort: unknown): unknown[] {
  const keys: readonly (readonly [string, unknown])[] = isObject(sort) ? Object.entries(sort) : [["", sort]];
  return items.toSorted((a, b) => {
    for (const [key, direction] of keys) {
      const [left, right] = [a, b].map((item) => (key === "" ? item : valueAt(item, key.split("."))));
      const result = weigh(left, right) * Number(direction);
      if (result !== 0) return result;
    }
    return 0;
  });
}

function rank(value: unknown): number {
  if (value === undefined || value === null) return 1;
  if (Array.isArray(value)) return 5;
  return { number: 2, string: 3, object: 4, boolean: 8 }[String(typeof value)] ?? 9;
}

/** The order of types, then of scalars; documents and arrays are even among themselves. */
function weigh(a: unknown, b: unknown): number {
  if (rank(a) !== rank(b)) return rank(a) - rank(b);
  if (typeof a === "string" && typeof b === "string") return Buffer.compare(Buffer.from(a), Buffer.from(b));
  if (typeof a === "object" || a === undefined) return 0;
  return Number(a) - Number(b);
}

/** Documents and arrays that differ have no order here. */
function order(a: unknown, b: unknown): number {
  if (rank(a) === rank(b) && (isObject(a) || Array.isArray(a)) && !isDeepStrictEqual(a, b)) refuse("no order");
  return weigh(a, b);
}
