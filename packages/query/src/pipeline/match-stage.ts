import type { FilterNode } from "../ast/filter-node.ts";
import { checkComparable } from "../parser/check-comparable.ts";
import { parseFilter } from "../parser/parse-filter.ts";
import type { StageParser, StageRows } from "./pipeline-stage.ts";

/** Keeps the rows that match; after a `$group` they are groups, and their fields the outputs. */
export interface MatchStage {
  readonly kind: "match";
  readonly where: FilterNode;
}

/** `{ $match: filter }` */
export const parseMatchStage: StageParser = (input, rows, path) => {
  const where = checkComparable(parseRows(input, rows), rows.lists, path);
  return { stage: Object.freeze({ kind: "match", where }), rows };
};

/** A caller who may ask some things only may ask them of the table; of what stages made of it all, for they saw no more. */
function parseRows(input: unknown, { table, allowed }: StageRows): FilterNode {
  if (allowed === undefined) return parseFilter(input, table);
  const { allow } = allowed;
  if (table === allowed.seen) return parseFilter(input, allowed.table, { allow });
  return parseFilter(input, table, { allow: { ...allow, fields: [...table.fields.keys()] } });
}
