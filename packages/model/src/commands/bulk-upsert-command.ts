import { primaryKeyOf } from "../input/parse-key-fields.ts";
import { parseRowSource } from "../input/row-batches.ts";
import { BATCH_PARAMETERS, type LeftOut, leftOut, readBatchSettings } from "./batch-parameters.ts";
import {
  dataParameter,
  keyFieldsParameter,
  sharedFieldParameters,
  sharedFields,
  updateFieldsParameter,
} from "./bulk-parameters.ts";
import type { Command, CommandParameters } from "./command.ts";
import { runBatches } from "./run-batches.ts";
import { read } from "./shared-parameters.ts";
import { upsertPreparing } from "./upsert-batch.ts";

/** What a BulkUpsert gives. */
export interface BulkUpsertResult extends LeftOut {
  /** Rows read from the input. */
  readonly processed: number;
  readonly inserted: number;
  readonly updated: number;
  /** Rows that a later row of the same batch replaced, because it has the same key; absent when there are none. They count as updated. */
  readonly duplicates?: number;
}

const OWN: CommandParameters = Object.freeze({
  data: dataParameter,
  ...BATCH_PARAMETERS,
  keyFields: keyFieldsParameter,
  updateFields: updateFieldsParameter,
});

/** Stores many rows; a row whose key is taken changes the stored one. */
export const bulkUpsertCommand: Command<BulkUpsertResult> = Object.freeze({
  name: "bulkUpsert",
  nodeSuffix: "BulkUpsertNode",
  writes: true,
  isLong: true,
  description: "stores many rows, new ones and changed ones",
  parameters: (definition) => ({ ...sharedFieldParameters(definition, OWN), ...OWN }),
  results: () => ["processed", "inserted", "updated", "duplicates", "skipped", "errors"],
  async run(binding, input, signal) {
    const given = read<readonly string[] | undefined>(keyFieldsParameter, input.keyFields, binding, undefined);
    const keyFields = given ?? primaryKeyOf(binding);
    const updateFields = read<readonly string[] | undefined>(
      updateFieldsParameter,
      input.updateFields,
      binding,
      undefined,
    );
    const settings = readBatchSettings(input, binding);
    const outcome = await runBatches({
      binding,
      data: parseRowSource(input.data),
      shared: sharedFields(input, OWN, binding),
      settings,
      signal,
      ...upsertPreparing({ keyFields, updateFields, returnIds: false, name: "bulkUpsert" }, binding),
    });
    const { processed, inserted, updated, duplicates } = outcome;
    return {
      processed,
      inserted,
      updated,
      ...(duplicates === 0 ? {} : { duplicates }),
      ...leftOut(outcome, settings),
    };
  },
} satisfies Command<BulkUpsertResult>);
