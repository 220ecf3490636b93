import { after } from "../operation/after.ts";
import type { Command } from "./command.ts";
import { filterParameter, includeDeletedParameter, readFilter } from "./shared-parameters.ts";

/** What a Count gives. */
export interface CountResult {
  readonly count: number;
}

/** Counts rows. */
export const countCommand: Command<CountResult> = Object.freeze({
  name: "count",
  nodeSuffix: "CountNode",
  description: "counts the rows that match",
  parameters: () => ({ filter: filterParameter, includeDeleted: includeDeletedParameter }),
  results: () => ["count"],
  run(binding, input) {
    const counted = binding.run({ kind: "count", name: "count", ...readFilter(input, binding) });
    return after(counted, ({ rows }) => ({ count: rows[0]?.count as number })); // a count gives one row with a number
  },
} satisfies Command<CountResult>);
