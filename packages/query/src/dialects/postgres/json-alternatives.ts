import { indexOfKey } from "../json/json-key.ts";

/**
 * One way that keys lead, as parts of a path expression: a number among them is a key in one and an index in another.
 * The value is `suffix` of each object in `container` for which the guards hold.
 */
export interface JsonAlternative {
  readonly container: string;
  readonly guards: readonly string[];
  readonly suffix: string;
  /** Whether the last step was an index: an array there is not looked into. */
  readonly isIndexed: boolean;
  /** Conditions under which a place on this way is missing. */
  readonly missing: readonly string[];
}

/** A filter has looked into one array already; the key after it would look into another. */
const IS_OBJECT = '@.type() == "object"';

/**
 * The ways that keys lead from a value. The first key is taken for a key; the caller asks for an index there by itself.
 *
 * @param keys the keys
 * @returns the ways; more than one only for numbers after the first key
 */
export function jsonAlternatives(keys: readonly string[]): readonly JsonAlternative[] {
  const [first, ...rest] = keys;
  if (first === undefined) return [{ container: "$", guards: [], suffix: "", isIndexed: false, missing: [] }];
  let alternatives = [startAt(first)];
  for (const key of rest) {
    const index = indexOfKey(key);
    alternatives = alternatives.flatMap((way) =>
      index === undefined ? [byKey(way, key)] : [byKey(way, key), byIndex(way, index)],
    );
  }
  return alternatives;
}

function startAt(key: string): JsonAlternative {
  const suffix = memberOf(key);
  const missing = [lacks("$", suffix), `($.type() != "array" && $.type() != "object")`];
  return { container: "$", guards: [], suffix, isIndexed: false, missing };
}

function byKey(way: JsonAlternative, key: string): JsonAlternative {
  const container = valuesOf(way);
  const suffix = memberOf(key);
  const missing = [...way.missing, lacks(container, suffix)];
  // What is neither object nor array has nothing below it; an element named by its index is passed over instead.
  if (!way.isIndexed) missing.push(some(way, `@${way.suffix}.type() != "array" && @${way.suffix}.type() != "object"`));
  return { container, guards: [], suffix, isIndexed: false, missing };
}

function byIndex(way: JsonAlternative, index: number): JsonAlternative {
  return {
    ...way,
    guards: [...way.guards, `@${way.suffix}.type() == "array"`],
    suffix: `${way.suffix}[${index}]`,
    isIndexed: true,
  };
}

/** Strings of JSON are strings of path expressions too. */
function memberOf(key: string): string {
  return `.${JSON.stringify(key)}`;
}

function lacks(container: string, suffix: string): string {
  return `exists(${container} ? (${IS_OBJECT} && !exists(@${suffix})))`;
}

/**
 * The path of the values that a way leads to.
 *
 * @param way the way
 * @returns a path; an array at its end is one value
 */
export function valuesOf({ container, guards, suffix }: JsonAlternative): string {
  return `${container}${guards.length === 0 ? "" : ` ? (${[IS_OBJECT, ...guards].join(" && ")})`}${suffix}`;
}

/**
 * That a condition holds for some object whose member the way leads to.
 *
 * @param way the way
 * @param condition a condition on the object `@`
 * @returns a condition of the path language
 */
export function some(way: JsonAlternative, condition: string): string {
  return `exists(${way.container} ? (${[IS_OBJECT, ...way.guards, condition].join(" && ")}))`;
}
