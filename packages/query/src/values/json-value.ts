import { describeKind, isPlainObject } from "@dataflow/core";
import { stringProblem } from "./text-value.ts";
import { asIs, type ValueRule } from "./value-rule.ts";

/** Deeper documents would overflow the parser of one database or another. */
const MAX_DEPTH = 500;

/** JSON documents: what `JSON.stringify` would change or lose is refused instead. */
export const jsonValue: ValueRule<"json"> = {
  problem: (value) => documentProblem(value, []),
  normalise: asIs,
};

function documentProblem(value: unknown, parents: object[]): string | undefined {
  if (typeof value === "string") return stringProblem(value);
  if (value === null || typeof value === "boolean") return undefined;
  if (typeof value === "number") return Number.isFinite(value) ? undefined : "has a number in it that is not finite";
  if (typeof value !== "object") return `has ${describeKind(value)} in it, which JSON cannot say`;
  if (parents.includes(value)) return "refers to itself";
  if (parents.length >= MAX_DEPTH) return `is nested more than ${MAX_DEPTH} levels deep`;
  parents.push(value);
  const problem = Array.isArray(value) ? listProblem(value, parents) : objectProblem(value, parents);
  parents.pop();
  return problem;
}

function listProblem(list: readonly unknown[], parents: object[]): string | undefined {
  // By index, so that a hole is seen as the undefined it reads as.
  for (let index = 0; index < list.length; index++) {
    const problem = documentProblem(list[index], parents);
    if (problem !== undefined) return problem;
  }
  return Object.keys(list).length === list.length ? undefined : "has an array in it with named properties or holes";
}

function objectProblem(object: object, parents: object[]): string | undefined {
  if (!isPlainObject(object)) return "has an object in it that is not plain, which JSON would change";
  if (Object.getOwnPropertySymbols(object).length > 0) return "has a symbol as a key in it";
  for (const key of Object.keys(object)) {
    const problem = stringProblem(key) ?? documentProblem(object[key], parents);
    if (problem !== undefined) return problem;
  }
  return undefined;
}
