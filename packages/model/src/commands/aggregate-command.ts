import { parseAggregates } from "@dataflow/query";
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
const described = (description: string, required = false): CommandParameter => ({ required, description });

/** Computes sums, averages and the like over groups of rows. */
export const aggregateCommand: Command<AggregateResult> = Object.freeze({
  name: "aggregate",
  nodeSuffix: "AggregateNode",
  description: "computes over groups of the rows that match",
  parameters: () => ({
    filter: filterParameter,
    groupBy: described("what makes a group: fields, or parts of dates"),
    aggregates: described('what to compute: { revenue: { $sum: "total" } }', true),
    having: described("which groups to give, as a filter over the outputs"),
    orderBy: described("the order, over the outputs"),
    limit: limitParameter,
    offset: offsetParameter,
    includeDeleted: includeDeletedParameter,
  }),
  results: () => ["rows"],
  run(binding, input) {
    const { groupBy, aggregates, having, orderBy } = input;
    const parsed = parseAggregates({ groupBy, aggregates, having, orderBy }, binding.table);
    const limit = read<number | undefined>(limitParameter, input.limit, binding, undefined);
    const offset = read<number | undefined>(offsetParameter, input.offset, binding, undefined);
    const computed = binding.run({
      kind: "aggregate",
      name: "aggregate",
      ...parsed,
      ...readFilter(input, binding),
      ...(limit === undefined ? {} : { limit }),
      ...(offset === undefined ? {} : { offset }),
    });
    return after(computed, ({ rows }) => ({ rows }));
  },
} satisfies Command<AggregateResult>);
