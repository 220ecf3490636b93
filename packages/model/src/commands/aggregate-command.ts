import { parseAggregates, parsePipeline } from "@dataflow/query";
import { invalidParameter } from "../input/parse-scalars.ts";
import type { CommandInput, ModelBinding } from "../model/model-binding.ts";
import { after } from "../operation/after.ts";
import type { Row } from "../operation/operation.ts";
import type { Command, CommandParameter } from "./command.ts";
import {
  filterParameter,
  includeDeletedParameter,
  limitParameter,
  offsetParameter,
  read,
  readFilter,
} from "./shared-parameters.ts";

/** What an Aggregate gives: one row per group, the group's keys and what was computed. */
export interface AggregateResult {
  readonly rows: readonly Row[];
}

/** Only the command as a whole can tell whether these are right: they name one another's outputs. */
const described = (description: string): CommandParameter => ({ required: false, description });

/** Computes sums, averages and the like over groups of rows. */
export const aggregateCommand: Command<AggregateResult> = Object.freeze({
  name: "aggregate",
  nodeSuffix: "AggregateNode",
  description: "computes over groups of the rows that match",
  parameters: () => ({
    filter: filterParameter,
    groupBy: described("what makes a group: fields, or parts of dates"),
    aggregates: described('what to compute: { revenue: { $sum: "total" } }; needed unless there is a pipeline'),
    sort: described("the order of the rows before they are grouped, over the model's fields"),
    having: described("which groups to give, as a filter over the outputs"),
    orderBy: described("the order, over the outputs"),
    pipeline: described('stages instead of groups: [{ $group: { _id: "$status", n: { $sum: 1 } } }]'),
    limit: limitParameter,
    offset: offsetParameter,
    includeDeleted: includeDeletedParameter,
  }),
  results: () => ["rows"],
  run(binding, input) {
    const limit = read<number | undefined>(limitParameter, input.limit, binding, undefined);
    const offset = read<number | undefined>(offsetParameter, input.offset, binding, undefined);
    const computed =
      input.pipeline === undefined
        ? binding.run({
            kind: "aggregate",
            name: "aggregate",
            ...readGroups(input, binding),
            ...readFilter(input, binding),
            ...(limit === undefined ? {} : { limit }),
            ...(offset === undefined ? {} : { offset }),
          })
        : binding.run({
            kind: "pipeline",
            name: "aggregate",
            stages: readPipeline(input, binding),
            ...readFilter(input, binding),
          });
    return after(computed, ({ rows }) => ({ rows }));
  },
} satisfies Command<AggregateResult>);

function readGroups({ groupBy, aggregates, sort, having, orderBy }: CommandInput, { table }: ModelBinding) {
  if (aggregates === undefined)
    throw invalidParameter("aggregates", "neither it nor a pipeline is given", "say what to compute");
  return parseAggregates({ groupBy, aggregates, sort, having, orderBy }, table);
}

const NOT_BESIDE_A_PIPELINE = ["groupBy", "aggregates", "sort", "having", "orderBy", "limit", "offset"] as const;

/** A pipeline says all of it in its stages; what stood beside it would be ignored. */
function readPipeline(input: CommandInput, { table }: ModelBinding) {
  const beside = NOT_BESIDE_A_PIPELINE.find((name) => input[name] !== undefined);
  if (beside !== undefined)
    throw invalidParameter(beside, "it stands beside a pipeline, which would ignore it", "write it as a stage");
  return parsePipeline(input.pipeline, table);
}
