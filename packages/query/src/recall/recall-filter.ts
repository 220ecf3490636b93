import { isPlainObject } from "@dataflow/core";
import type { FilterNode } from "../ast/filter-node.ts";
import { DEFAULT_FILTER_LIMITS } from "../parser/filter-limits.ts";
import { recalledNode } from "./recalled-node.ts";
import type { Place, Step } from "./shape-step.ts";

/**
 * Makes the node of a filter whose shape was parsed before: one walk, which follows its keys to the shape, and checks and
 * collects its values on the way. Whatever is not quite as it was leads nowhere, and is for the parser to judge.
 *
 * @param input the filter; comes from anywhere
 * @param start where the shapes of its table begin
 * @returns the node that the parser would make, or undefined
 */
export function recallFilter(input: unknown, start: Step): FilterNode | undefined {
  if (!isPlainObject(input)) return undefined;
  const values: unknown[] = [];
  const shape = followKeys(input, start, values)?.shape;
  return shape === undefined ? undefined : Object.freeze(recalledNode(shape, values));
}

function followKeys(input: Readonly<Record<string, unknown>>, start: Step, values: unknown[]): Step | undefined {
  let step: Step | undefined = start;
  let count = 0;
  // Values are read several times as fast in for-in as by the names that Object.keys gives.
  for (const key in input) {
    const place: Place | undefined = step.key === key ? step.place : placeOf(key, step);
    if (place === undefined) return undefined;
    step = place.form === "one" ? followOne(input[key], place, values) : followMore(input[key], place, values);
    if (step === undefined) return undefined;
    count += 1;
  }
  return count === keyCount(input) ? step : undefined;
}

/** How many keys an object has of its own, for for-in gives inherited ones too; none is as many where one is a symbol. */
function keyCount(input: object): number {
  return Object.getOwnPropertySymbols(input).length > 0 ? Number.NaN : Object.keys(input).length;
}

function placeOf(key: string, step: Step): Place | undefined {
  const place = step.places.get(key);
  if (place === undefined) return undefined;
  step.key = key;
  step.place = place;
  return place;
}

function followOne(value: unknown, place: Place, values: unknown[]): Step | undefined {
  if (typeof value === "object") {
    if (value === null) return place.onNull;
    if (isPlainObject(value)) {
      return place.inside === undefined ? undefined : followKeys(value, place.inside, values)?.end;
    }
  }
  return followValue(value, place, values);
}

function followValue(value: unknown, place: Place, values: unknown[]): Step | undefined {
  const accepted = place.accept(value);
  if (accepted === undefined) return undefined;
  values.push(accepted);
  return place.onValue;
}

function followMore(value: unknown, place: Place, values: unknown[]): Step | undefined {
  if (place.form === "flag") return typeof value === "boolean" ? place[value ? "onTrue" : "onFalse"] : undefined;
  if (!Array.isArray(value)) return undefined;
  const list: readonly unknown[] = value;
  if (place.form === "list") return followList(list, place, values);
  return place.form === "pair" ? followPair(list, place, values) : followFilters(list, place, values);
}

/** A list without nulls is one value. */
function followList(list: readonly unknown[], place: Place, values: unknown[]): Step | undefined {
  const { length } = list;
  if (length > DEFAULT_FILTER_LIMITS.listLength) return undefined;
  const accepted: unknown[] = [];
  for (let index = 0; index < length; index++) {
    const item = list[index];
    const one = item === null ? undefined : place.accept(item);
    if (one === undefined) return undefined;
    accepted.push(one);
  }
  values.push(Object.freeze(accepted));
  return place.onValue;
}

function followPair(list: readonly unknown[], place: Place, values: unknown[]): Step | undefined {
  if (list.length !== 2 || list[0] === null || list[1] === null) return undefined;
  const isFirst = followValue(list[0], place, values);
  return isFirst && followValue(list[1], place, values);
}

function followFilters(list: readonly unknown[], place: Place, values: unknown[]): Step | undefined {
  const { length } = list;
  let step = place.lengths?.get(length);
  for (let index = 0; index < length && step !== undefined; index++) {
    const filter = list[index];
    step = isPlainObject(filter) ? followKeys(filter, step, values)?.end : undefined;
  }
  return step;
}
