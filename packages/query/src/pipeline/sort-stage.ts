import { isPlainObject } from "@dataflow/core";
import type { SortNode } from "../ast/sort-node.ts";
import { parseSort } from "../parser/parse-sort.ts";
import { invalidStage, noScore } from "./pipeline-error.ts";
import type { StageParser } from "./pipeline-stage.ts";

/** Puts the rows into an order, instead of the one they had. */
export interface SortStage {
  readonly kind: "sort";
  readonly keys: readonly SortNode[];
}

/** `{ $sort: { total: -1, name: 1 } }` */
export const parseSortStage: StageParser = (input, rows, path) => {
  if (!isPlainObject(input) || Object.keys(input).length === 0) {
    throw invalidStage(path, "must be an object of fields, 1 or -1 each", "write { $sort: { total: -1, name: 1 } }");
  }
  const keys = Object.keys(input).map((field) => {
    const direction = input[field];
    if (direction === 1 || direction === -1) return { field, direction: direction === 1 ? "asc" : "desc" };
    if (isPlainObject(direction) && Object.hasOwn(direction, "$meta")) throw noScore(path);
    throw invalidStage(path, "has a direction that is neither 1 nor -1", "write { $sort: { total: -1, name: 1 } }");
  });
  return {
    stage: Object.freeze({ kind: "sort", keys: parseSort(keys, rows.table) }),
    rows: { ...rows, isSorted: true },
  };
};
