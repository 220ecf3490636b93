import type { NodeValues } from "@dataflow/core";
import { assumedPositions } from "../input/assumed-positions.ts";
import { parseKeyFields, primaryKeyOf } from "../input/parse-key-fields.ts";
import { invalidParameter } from "../input/parse-scalars.ts";
import { plainObject } from "../input/plain-object.ts";
import { parseRowSource } from "../input/row-batches.ts";
import type { CommandInput, ModelBinding } from "../model/model-binding.ts";
import { BATCH_PARAMETERS, type LeftOut, leftOut, readBatchSettings } from "./batch-parameters.ts";
import { allParameter, dataParameter, keyFieldsParameter, refuseEmptyFilter } from "./bulk-parameters.ts";
import type { Command, CommandParameter } from "./command.ts";
import { parseChanges } from "./field-parameters.ts";
import { nothingToChange } from "./nothing-to-change.ts";
import { runBatches } from "./run-batches.ts";
import { filterParameter, readFilter } from "./shared-parameters.ts";
import { updatePreparing } from "./update-batch.ts";

/** What a BulkUpdate gives. */
export interface BulkUpdateResult extends LeftOut {
  /** Rows looked at: those that matched, or those of the input. */
  readonly processed: number;
  readonly updated: number;
}

const updateParameter: CommandParameter = {
  required: false,
  description: "the changes to make in every row that matches",
  parse: (value, { definition }) => {
    const changes = plainObject(value, "update");
    return parseChanges(changes, definition, assumedPositions(changes));
  },
};

const arrayFiltersParameter: CommandParameter = {
  required: false,
  description: 'what $[name] in paths of update stands for: [{ "item.price": { $gt: 5 } }]',
  parse: (value) => arrayFilters(value),
};

function arrayFilters(value: unknown): readonly unknown[] {
  if (Array.isArray(value)) return value;
  throw invalidParameter("arrayFilters", "it must be a list of filters", 'write [{ "item.price": { $gt: 5 } }]');
}

/** Changes many rows: all that match a filter in the same way, or each by its key in its own way. */
export const bulkUpdateCommand: Command<BulkUpdateResult> = Object.freeze({
  name: "bulkUpdate",
  nodeSuffix: "BulkUpdateNode",
  writes: true,
  isLong: true,
  description: "changes many rows",
  parameters: () => ({
    filter: filterParameter,
    update: updateParameter,
    arrayFilters: arrayFiltersParameter,
    all: allParameter,
    data: { ...dataParameter, required: false },
    keyFields: keyFieldsParameter,
    ...BATCH_PARAMETERS,
  }),
  results: () => ["processed", "updated", "skipped", "errors"],
  async run(binding, input, signal) {
    signal?.throwIfAborted();
    if (input.data === undefined) return byFilter(input, binding, signal);
    for (const name of ["filter", "update", "arrayFilters", "all"]) {
      if (input[name] === undefined) continue;
      throw invalidParameter(
        name,
        "it cannot be used together with data",
        "give filter and update, or data and keyFields",
      );
    }
    return byKey(input, binding, signal);
  },
} satisfies Command<BulkUpdateResult>);

async function byFilter(input: CommandInput, binding: ModelBinding, signal?: AbortSignal): Promise<BulkUpdateResult> {
  for (const name of ["keyFields", ...Object.keys(BATCH_PARAMETERS)]) {
    if (input[name] !== undefined) throw invalidParameter(name, "it goes with data", "give data, or leave it out");
  }
  refuseEmptyFilter(input, binding, "bulkUpdate");
  const changes = plainObject(input.update, "update");
  if (Object.keys(changes).length === 0) throw nothingToChange(binding.definition.name);
  const { where } = readFilter(input, binding);
  const positions = {
    ...(input.filter === undefined ? {} : { filter: input.filter }),
    ...(input.arrayFilters === undefined ? {} : { arrayFilters: arrayFilters(input.arrayFilters) }),
  };
  const change = { kind: "update", name: "bulkUpdate", where, changes, positions, set: [], returning: [] } as const;
  const result = await binding.run(signal === undefined ? change : { ...change, signal });
  return { processed: result.rowCount, updated: result.rowCount };
}

async function byKey(input: CommandInput, binding: ModelBinding, signal?: AbortSignal): Promise<BulkUpdateResult> {
  const keys =
    input.keyFields === undefined ? primaryKeyOf(binding) : parseKeyFields(input.keyFields, "keyFields", binding);
  const settings = readBatchSettings(input, binding);
  const outcome = await runBatches({
    binding,
    data: parseRowSource(input.data),
    shared: NOTHING_SHARED,
    settings,
    signal,
    ...updatePreparing({ binding, keys }),
  });
  return { processed: outcome.processed, updated: outcome.updated, ...leftOut(outcome, settings) };
}

const NOTHING_SHARED: NodeValues = Object.freeze({});
