import { suggestion } from "@dataflow/core";
import { queryErrors } from "../errors/query-errors.ts";
import { shown, tooComplex } from "../parser/filter-error.ts";
import type { QueryTable } from "../table/query-table.ts";
import { isPlainObject } from "../values/plain-object.ts";
import { describeType } from "../values/value-rule.ts";
import { parseGroupStage } from "./group-stage.ts";
import { parseLimitStage } from "./limit-stage.ts";
import { parseMatchStage } from "./match-stage.ts";
import { invalidStage } from "./pipeline-error.ts";
import type { PipelineStage, StageParser, StageRows } from "./pipeline-stage.ts";
import { parseProjectStage } from "./project-stage.ts";
import { parseSkipStage } from "./skip-stage.ts";
import { parseSortStage } from "./sort-stage.ts";
import { parseUnwindStage } from "./unwind-stage.ts";

const MAX_STAGES = 32;

const STAGES: ReadonlyMap<string, StageParser> = new Map([
  ["$match", parseMatchStage],
  ["$group", parseGroupStage],
  ["$sort", parseSortStage],
  ["$limit", parseLimitStage],
  ["$skip", parseSkipStage],
  ["$project", parseProjectStage],
  ["$unwind", parseUnwindStage],
]);

/**
 * Parses a pipeline: stages that rows pass one after the other. Names are followed through the stages, so that what comes
 * after a `$group` can only name its outputs.
 *
 * @param input a list of stages, `$match`, `$group`, `$sort`, `$limit`, `$skip`, `$project`, `$unwind`; comes from anywhere
 * @param table the table that the first stage gets its rows from
 * @returns the stages as frozen nodes, for a `PipelineStatement`
 * @throws QUERY.INVALID_PIPELINE, QUERY.UNKNOWN_STAGE, QUERY.INVALID_AGGREGATE, QUERY.TOO_COMPLEX, QUERY.INVALID_PAGE, and what {@link parseFilter}, {@link parseSort} and {@link parseAggregates} throw
 * @example
 * ```ts
 * import { parsePipeline, type QueryTable } from "@dataflow/query";
 *
 * function bestShops(orders: QueryTable) {
 *   return parsePipeline(
 *     [
 *       { $match: { status: "paid" } },
 *       { $group: { _id: "$shop", revenue: { $sum: "$total" }, orders: { $sum: 1 } } },
 *       { $match: { orders: { $gte: 10 } } },
 *       { $sort: { revenue: -1 } },
 *       { $limit: 5 },
 *     ],
 *     orders,
 *   );
 * }
 * ```
 */
export function parsePipeline(input: unknown, table: QueryTable): readonly PipelineStage[] {
  if (!Array.isArray(input))
    throw invalidStage("pipeline", `must be a list, and is ${describeType(input)}`, "write [{ $match: { … } }, …]");
  if (input.length > MAX_STAGES)
    throw tooComplex("pipeline", `has more than ${MAX_STAGES} stages`, "do the work in fewer stages");
  const items: readonly unknown[] = input;
  let rows: StageRows = { table, isSorted: false, lists: new Set() };
  const stages: PipelineStage[] = [];
  for (const [index, item] of items.entries()) {
    const parsed = parseStage(item, rows, `pipeline.${index}`);
    stages.push(parsed.stage);
    rows = SEARCHABLE.has(parsed.stage.kind) ? parsed.rows : withoutSearch(parsed.rows);
  }
  return Object.freeze(stages);
}

/** Stages after which the rows are still those of the table. */
const SEARCHABLE: ReadonlySet<PipelineStage["kind"]> = new Set(["match", "sort"]);

/** A text index knows the rows of its table, and no others. */
function withoutSearch(rows: StageRows): StageRows {
  if (rows.table.textSearch === undefined) return rows;
  const { textSearch: _, ...table } = rows.table;
  return { ...rows, table: Object.freeze(table) };
}

function parseStage(item: unknown, rows: StageRows, path: string) {
  const names = isPlainObject(item) ? Object.keys(item) : [];
  const [name] = names;
  if (!isPlainObject(item) || name === undefined || names.length > 1)
    throw invalidStage(path, "must be an object with one stage's name", "write { $match: { … } }");
  const parse = STAGES.get(name);
  if (parse === undefined) throw unknownStage(name, path);
  return parse(item[name], rows, `${path}.${name}`);
}

function unknownStage(name: string, path: string) {
  return queryErrors.create("UNKNOWN_STAGE", {
    message: `${path}: there is no stage "${shown(name)}"`,
    why: "stages are a closed list",
    fix: suggestion(name, [...STAGES.keys()]),
    meta: { path },
  });
}
