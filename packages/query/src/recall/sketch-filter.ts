import { isPlainObject } from "@dataflow/core";
import type { RememberedOperand } from "../operators/operator-definition.ts";
import { LOGICAL_OPERATORS, OPERATORS } from "../operators/operators.ts";
import { DEFAULT_FILTER_LIMITS } from "../parser/filter-limits.ts";
import { type FilterTarget, fieldTarget } from "../parser/filter-target.ts";
import type { QueryTable } from "../table/query-table.ts";
import type { AcceptValue } from "./filter-shape.ts";
import type { PlaceForm } from "./shape-step.ts";

/** One move on the way from the beginning of a filter to its end. */
export type Move =
  | { readonly to: "place"; readonly key: string; readonly form: PlaceForm; readonly accept: AcceptValue }
  | { readonly to: "end" }
  | MoveFromPlace;

/** One move on from what stands under a key. */
export type MoveFromPlace =
  | { readonly to: "onValue" | "onNull" | "onTrue" | "onFalse" | "inside" }
  | { readonly to: "list"; readonly length: number };

/** A filter as the way through its keys, with its values beside it. */
export interface FilterSketch {
  readonly moves: readonly Move[];
  /** The values on the way, each in its one form. */
  readonly values: readonly unknown[];
  /** The same filter as it was seen on this walk, free of anything that could change meanwhile. */
  readonly copy: object;
}

/** What may stand under a key. */
interface KeyMeaning {
  readonly form: PlaceForm;
  readonly accept: AcceptValue;
  /** What the keys of an object there mean. */
  readonly inside?: MeaningOf;
}

type MeaningOf = (key: string) => KeyMeaning | undefined;

interface Sketching {
  readonly moves: Move[];
  readonly values: unknown[];
}

/** A longer way is parsed sooner than it is worth remembering. */
const MAX_MOVES = 600;

function acceptNothing(): undefined {
  return undefined;
}

/**
 * Sketches a filter.
 *
 * @param input the filter; comes from anywhere
 * @param table the table that it is about
 * @returns the sketch; undefined where more than the shape decides what the filter becomes
 */
export function sketchFilter(input: unknown, table: QueryTable): FilterSketch | undefined {
  const sketching: Sketching = { moves: [], values: [] };
  const copy = sketchObject(input, filterKeys(table), sketching);
  return copy && { ...sketching, copy };
}

/** Keys of a filter: fields, and what joins filters. */
function filterKeys(table: QueryTable): MeaningOf {
  return (key) => {
    if (!key.startsWith("$")) {
      const field = table.fields.get(key);
      const target = field && fieldTarget(field);
      return target?.accept && { form: "one", accept: target.accept, inside: operatorKeys(target, target.accept) };
    }
    const logical = LOGICAL_OPERATORS.get(key);
    if (logical === undefined || "parse" in logical) return undefined;
    return { form: logical.takesList ? "filters" : "one", accept: acceptNothing, inside: filterKeys(table) };
  };
}

/** Keys under a field: operators. */
function operatorKeys(target: FilterTarget, accept: AcceptValue): MeaningOf {
  return (key) => {
    const operand = OPERATORS.get(key)?.remembered;
    return operand === undefined ? undefined : operandMeaning(operand, target, accept);
  };
}

function operandMeaning(operand: RememberedOperand, target: FilterTarget, accept: AcceptValue): KeyMeaning {
  if (typeof operand === "function") return { form: "one", accept: operand };
  if (operand === "operators") return { form: "one", accept: acceptNothing, inside: operatorKeys(target, accept) };
  return { form: operand === "value" ? "one" : operand, accept };
}

function sketchObject(input: unknown, meaningOf: MeaningOf, sketching: Sketching): object | undefined {
  if (!isPlainObject(input) || Object.getOwnPropertySymbols(input).length > 0) return undefined;
  const copy: Record<string, unknown> = Object.create(null);
  for (const key of Object.keys(input)) {
    const meaning = meaningOf(key);
    if (meaning === undefined || sketching.moves.length > MAX_MOVES) return undefined;
    sketching.moves.push({ to: "place", key, form: meaning.form, accept: meaning.accept });
    const value = sketchPlace(input[key], meaning, sketching);
    if (value === undefined) return undefined;
    copy[key] = value;
  }
  return copy;
}

function sketchPlace(value: unknown, meaning: KeyMeaning, sketching: Sketching): unknown {
  const { form, accept, inside } = meaning;
  switch (form) {
    case "one":
      return sketchOne(value, meaning, sketching);
    case "flag":
      if (typeof value !== "boolean") return undefined;
      sketching.moves.push({ to: value ? "onTrue" : "onFalse" });
      return value;
    case "filters":
      return Array.isArray(value) && inside ? sketchFilters(value, inside, sketching) : undefined;
    case "list":
    case "pair": {
      const list = Array.isArray(value) ? acceptAll(value, accept) : undefined;
      if (list === undefined || (form === "pair" && list.length !== 2)) return undefined;
      sketching.values.push(...(form === "list" ? [list] : list));
      sketching.moves.push({ to: "onValue" });
      return list;
    }
  }
}

function sketchOne(value: unknown, { accept, inside }: KeyMeaning, sketching: Sketching): unknown {
  if (value === null) {
    sketching.moves.push({ to: "onNull" });
    return null;
  }
  if (isPlainObject(value)) {
    if (inside === undefined) return undefined;
    sketching.moves.push({ to: "inside" });
    const copy = sketchObject(value, inside, sketching);
    sketching.moves.push({ to: "end" });
    return copy;
  }
  const accepted = accept(value);
  if (accepted === undefined) return undefined;
  sketching.values.push(accepted);
  sketching.moves.push({ to: "onValue" });
  return accepted;
}

function acceptAll(list: readonly unknown[], accept: AcceptValue): readonly unknown[] | undefined {
  if (list.length > DEFAULT_FILTER_LIMITS.listLength) return undefined;
  const accepted: unknown[] = [];
  for (let index = 0; index < list.length; index++) {
    const item = list[index];
    const one = item === null ? undefined : accept(item);
    if (one === undefined) return undefined;
    accepted.push(one);
  }
  return accepted;
}

function sketchFilters(list: readonly unknown[], inside: MeaningOf, sketching: Sketching): unknown {
  if (list.length > MAX_MOVES) return undefined;
  sketching.moves.push({ to: "list", length: list.length });
  const copies: object[] = [];
  for (let index = 0; index < list.length; index++) {
    const copy = sketchObject(list[index], inside, sketching);
    if (copy === undefined) return undefined;
    sketching.moves.push({ to: "end" });
    copies.push(copy);
  }
  return copies;
}
