import { type RowSource, rowBatches } from "../input/row-batches.ts";
import {
  dataParameter,
  keyFieldsParameter,
  sharedFieldParameters,
  sharedFields,
  updateFieldsParameter,
} from "./bulk-parameters.ts";
import type { Command, CommandParameters } from "./command.ts";
import { batchSizeParameter, read } from "./shared-parameters.ts";
import { upsertBatch } from "./upsert-batch.ts";

/** What a BulkUpsert gives. */
export interface BulkUpsertResult {
  /** Rows read from the input. */
  readonly processed: number;
  readonly inserted: number;
  readonly updated: number;
}

const OWN: CommandParameters = Object.freeze({
  data: dataParameter,
  batchSize: batchSizeParameter,
  keyFields: keyFieldsParameter,
  updateFields: updateFieldsParameter,
});

/** Stores many rows in one transaction; a row whose key is taken changes the stored one. */
export const bulkUpsertCommand: Command<BulkUpsertResult> = Object.freeze({
  name: "bulkUpsert",
  nodeSuffix: "BulkUpsertNode",
  writes: true,
  description: "stores many rows, new ones and changed ones",
  parameters: (definition) => ({ ...sharedFieldParameters(definition, OWN), ...OWN }),
  results: () => ["processed", "inserted", "updated"],
  async run(binding, input, signal) {
    const data = read<RowSource>(dataParameter, input.data ?? null, binding, []);
    const batchSize = read(batchSizeParameter, input.batchSize, binding, 1000);
    const keyFields = read<readonly string[]>(keyFieldsParameter, input.keyFields, binding, binding.table.primaryKey);
    const updateFields = read<readonly string[] | undefined>(
      updateFieldsParameter,
      input.updateFields,
      binding,
      undefined,
    );
    const result = { processed: 0, inserted: 0, updated: 0 };
    await binding.host.ready();
    await binding.host.connection.transaction(async () => {
      for await (const batch of rowBatches(data, {
        size: batchSize,
        shared: sharedFields(input, OWN, binding),
        signal,
      })) {
        const task = { keyFields, updateFields, returnIds: false, name: "bulkUpsert" } as const;
        const { inserted, updated } = await upsertBatch(batch, task, binding);
        result.processed += batch.length;
        result.inserted += inserted;
        result.updated += updated;
      }
    });
    return result;
  },
} satisfies Command<BulkUpsertResult>);
