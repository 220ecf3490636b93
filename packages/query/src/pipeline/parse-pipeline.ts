import { describeKind, isPlainObject, suggestion } from "@dataflow/core";
import { queryErrors } from "../errors/query-errors.ts";
import { shown, tooComplex } from "../parser/filter-error.ts";
import { DEFAULT_FILTER_LIMITS } from "../parser/filter-limits.ts";
import type { QuerySources } from "../table/query-source.ts";
import type { QueryTable } from "../table/query-table.ts";
import { parseGroupStage } from "./group-stage.ts";
import { parseLimitStage } from "./limit-stage.ts";
import { type ParsedStages, parseLookupStage } from "./lookup-stage.ts";
import { parseMatchStage } from "./match-stage.ts";
import {
  allowanceBelow,
  allowedFields,
  checkPipelineOptions,
  type PipelineAllowance,
  type PipelineOptions,
  startRows,
} from "./pipeline-allowance.ts";
import { invalidStage } from "./pipeline-error.ts";
import type { ParsedStage, PipelineStage, StageParser, StageRows } from "./pipeline-stage.ts";
import { parseProjectStage } from "./project-stage.ts";
import { parseSkipStage } from "./skip-stage.ts";
import { parseSortStage } from "./sort-stage.ts";
import { parseUnwindStage } from "./unwind-stage.ts";

const MAX_STAGES = 32;
const LOOKUP = "$lookup";

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
 * @param input a list of stages, `$match`, `$group`, `$sort`, `$limit`, `$skip`, `$project`, `$unwind`, `$lookup`; comes from anywhere
 * @param table the table that the first stage gets its rows from
 * @param options what the pipeline may ask when it comes from outside
 * @returns the stages as frozen nodes, for a `PipelineStatement`
 * @throws QUERY.INVALID_PIPELINE, QUERY.UNKNOWN_STAGE, QUERY.UNKNOWN_SOURCE, QUERY.INVALID_AGGREGATE, QUERY.TOO_COMPLEX, QUERY.INVALID_PAGE, and what {@link parseFilter}, {@link parseSort} and {@link parseAggregates} throw
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
export function parsePipeline(
  input: unknown,
  table: QueryTable,
  options: PipelineOptions = {},
): readonly PipelineStage[] {
  checkPipelineOptions(options, table);
  const { allow } = options;
  const place: Place = { path: "pipeline", hops: 0, total: { stages: 0 }, allow, sources: table.sources };
  return parseStages(input, startRows(table, place), place).stages;
}

/** Where in the pipeline the parser is. */
interface Place {
  readonly path: string;
  /** How many `$lookup`s lead here. */
  readonly hops: number;
  readonly allow: PipelineAllowance | undefined;
  readonly sources: QuerySources | undefined;
  /** The stages so far, those inside of others too. */
  readonly total: { stages: number };
}

function parseStages(input: unknown, start: StageRows, place: Place): ParsedStages {
  const { path, total } = place;
  if (!Array.isArray(input))
    throw invalidStage(path, `must be a list, and is ${describeKind(input)}`, "write [{ $match: { … } }, …]");
  total.stages += input.length;
  if (total.stages > MAX_STAGES)
    throw tooComplex("pipeline", `has more than ${MAX_STAGES} stages`, "do the work in fewer stages");
  const items: readonly unknown[] = input;
  let rows = start;
  const stages: PipelineStage[] = [];
  for (const [index, item] of items.entries()) {
    const parsed = parseStage(item, rows, { ...place, path: `${path}.${index}` });
    const allowed = parsed.rows.table === rows.table ? undefined : allowedFields(rows);
    if (allowed !== undefined) stages.push(allowed);
    stages.push(parsed.stage);
    rows = SEARCHABLE.has(parsed.stage.kind) ? parsed.rows : withoutSearch(parsed.rows);
  }
  const allowed = allowedFields(rows);
  if (allowed !== undefined) stages.push(allowed);
  return { stages: Object.freeze(stages), rows };
}

/** Stages after which the rows are still those of the table. */
const SEARCHABLE: ReadonlySet<PipelineStage["kind"]> = new Set(["match", "sort"]);

/** A text index knows the rows of its table, and no others. */
function withoutSearch(rows: StageRows): StageRows {
  if (rows.table.textSearch === undefined) return rows;
  const { textSearch: _, ...table } = rows.table;
  return { ...rows, table: Object.freeze(table) };
}

function parseStage(item: unknown, rows: StageRows, place: Place): ParsedStage {
  const names = isPlainObject(item) ? Object.keys(item) : [];
  const [name] = names;
  if (!isPlainObject(item) || name === undefined || names.length > 1)
    throw invalidStage(place.path, "must be an object with one stage's name", "write { $match: { … } }");
  if (name === LOOKUP) return parseLookup(item[name], rows, { ...place, path: `${place.path}.${name}` });
  const parse = STAGES.get(name);
  if (parse === undefined) throw unknownStage(name, place.path);
  return parse(item[name], rows, `${place.path}.${name}`);
}

/** It has a pipeline of its own, over another table. */
function parseLookup(input: unknown, rows: StageRows, place: Place): ParsedStage {
  const hops = place.hops + 1;
  const { relationHops } = DEFAULT_FILTER_LIMITS;
  if (hops > relationHops)
    throw tooComplex(
      place.path,
      `looks rows up through more than ${relationHops} tables`,
      "ask nearer to the rows you want",
    );
  return parseLookupStage(input, rows, place.path, ({ name, table }) => {
    const sources = table.sources ?? place.sources;
    const allow = allowanceBelow(place.allow, name);
    const start = startRows(table, { allow, sources });
    return {
      table: start.table,
      parse: (inner, path) => parseStages(inner, start, { path, hops, total: place.total, allow, sources }),
    };
  });
}

function unknownStage(name: string, path: string) {
  return queryErrors.create("UNKNOWN_STAGE", {
    message: `${path}: there is no stage "${shown(name)}"`,
    why: "stages are a closed list",
    fix: suggestion(name, [...STAGES.keys(), LOOKUP]),
    meta: { path },
  });
}
