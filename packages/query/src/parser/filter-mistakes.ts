import { describeKind } from "@dataflow/core";
import { queryErrors } from "../errors/query-errors.ts";
import type { OperatorDefinition } from "../operators/operator-definition.ts";
import { OPERATORS } from "../operators/operators.ts";
import { invalidFilter, tooComplex, undefinedValue } from "./filter-error.ts";
import type { FilterLimits } from "./filter-limits.ts";
import { type FilterPlace, pathOf } from "./filter-place.ts";
import type { FilterTarget } from "./filter-target.ts";

// What the parser of filters says of what is none.

export function notAFilter(input: unknown, path: string) {
  if (input === undefined) return undefinedValue(path);
  return invalidFilter(path, `must be an object, and is ${describeKind(input)}`, "write { field: value }");
}

export function tooLarge(limits: FilterLimits, depth: number, path: string) {
  return depth > limits.depth
    ? tooComplex(path, `is nested more than ${limits.depth} levels deep`, "write the filter flatter")
    : tooComplex("filter", `has more than ${limits.nodes} conditions`, "use $in for lists of values");
}

export function notOperators(input: unknown, path: string) {
  if (input === undefined) return undefinedValue(path);
  return invalidFilter(
    path,
    `must be an object of operators, and is ${describeKind(input)}`,
    "write { $gt: … } or the like",
  );
}

export function fittingNames(target: FilterTarget, { operators }: FilterPlace): readonly string[] {
  const fits = ([name, definition]: readonly [string, OperatorDefinition]) =>
    operators.has(name) && definition.kinds.has(target.kind);
  return [...OPERATORS].filter(fits).map(([name]) => name);
}

export function notAnOperator(keys: readonly string[], target: FilterTarget, place: FilterPlace) {
  const path = pathOf(place);
  if (keys.some((key) => key.startsWith("$"))) {
    return invalidFilter(path, "mixes operators with other keys", "write only operators, which start with $");
  }
  if (target.json?.isDocument === true) {
    return invalidFilter(path, "compares a whole document", `name the place in it: { "${target.field}.key": … }`);
  }
  return invalidFilter(
    path,
    "is an object where a value or operators belong",
    withoutDollar(keys, fittingNames(target, place)) ?? "write a value, or operators, which start with $",
  );
}

/** Other libraries write their operators without the dollar. */
function withoutDollar(keys: readonly string[], names: readonly string[]): string | undefined {
  const name = keys.map((key) => `$${key}`).find((one) => names.includes(one));
  return name === undefined ? undefined : `operators start with $: write { ${name}: … }`;
}

export function unsupported(what: string, target: FilterTarget, place: FilterPlace) {
  const path = pathOf(place);
  const kind = target.kind === "jsonPath" ? "a place in a JSON document" : `the kind "${target.kind}"`;
  return queryErrors.create("UNSUPPORTED_OPERATOR", {
    message: `${path}: ${what} does not fit ${kind}`,
    why: "it would mean different things, or nothing, on different databases",
    fix: `use one of: ${fittingNames(target, place).join(", ")}`,
    meta: { path, kind: target.kind },
  });
}

export function refuseSymbols(input: object, place: FilterPlace): void {
  if (Object.getOwnPropertySymbols(input).length === 0) return;
  throw invalidFilter(pathOf(place), "has a symbol as a key", "name fields and operators by strings");
}

export function refuseAsValue(value: object, target: FilterTarget, place: FilterPlace): void {
  if (value instanceof RegExp)
    throw invalidFilter(pathOf(place), "is a bare regular expression", "write { $regex: … }");
  if (Array.isArray(value) && target.json === undefined && target.array === undefined)
    throw invalidFilter(pathOf(place), "is a list where one value belongs", "write { $in: [ … ] } for any of them");
}
