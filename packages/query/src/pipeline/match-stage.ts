import type { FilterNode } from "../ast/filter-node.ts";
import { checkComparable } from "../parser/check-comparable.ts";
import { parseFilter } from "../parser/parse-filter.ts";
import type { StageParser } from "./pipeline-stage.ts";

/** Keeps the rows that match; after a `$group` they are groups, and their fields the outputs. */
export interface MatchStage {
  readonly kind: "match";
  readonly where: FilterNode;
}

/** `{ $match: filter }` */
export const parseMatchStage: StageParser = (input, rows, path) => {
  const where = checkComparable(parseFilter(input, rows.table), rows.lists, path);
  return { stage: Object.freeze({ kind: "match", where }), rows };
};
