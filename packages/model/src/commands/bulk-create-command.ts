import { isDataFlowError, type NodeValues } from "@dataflow/core";
import type { ConflictClause } from "@dataflow/query";
import { parseWord } from "../input/parse-scalars.ts";
import { type RowSource, rowBatches } from "../input/row-batches.ts";
import type { CommandInput, ModelBinding } from "../model/model-binding.ts";
import type { InsertOperation } from "../operation/operation.ts";
import { recordKeyOf } from "../operation/record-key.ts";
import {
  dataParameter,
  keyFieldsParameter,
  sharedFieldParameters,
  sharedFields,
  updateFieldsParameter,
} from "./bulk-parameters.ts";
import type { Command, CommandParameter, CommandParameters } from "./command.ts";
import { batchSizeParameter, flagParameter, read } from "./shared-parameters.ts";
import { upsertBatch } from "./upsert-batch.ts";

/** What one row of a bulk operation could not be stored for. */
export interface RowError {
  /** The row's place in the input, from 0. */
  readonly row: number;
  readonly code: string;
  readonly message: string;
}

/** What a BulkCreate gives. */
export interface BulkCreateResult {
  /** Rows read from the input. */
  readonly processed: number;
  readonly inserted: number;
  readonly updated: number;
  /** Rows left out: their key was taken, or they were in error and `onRowError` said to go on. */
  readonly skipped: number;
  /** The keys of the rows that were stored, in the order of the input; only with `returnIds`. */
  readonly ids?: readonly unknown[];
  readonly errors: readonly RowError[];
}

const conflictResolutionParameter: CommandParameter = {
  required: false,
  description: 'what to do with a row whose key is taken: "error" (the default), "skip" or "upsert"',
  parse: (value) => parseWord(value, "conflictResolution", ["error", "skip", "upsert"]),
};

const onRowErrorParameter: CommandParameter = {
  required: false,
  description: 'what to do with a row in error: "fail" (the default: nothing is stored), "skip" or "collect"',
  parse: (value) => parseWord(value, "onRowError", ["fail", "skip", "collect"]),
};

const OWN: CommandParameters = Object.freeze({
  data: dataParameter,
  batchSize: batchSizeParameter,
  conflictResolution: conflictResolutionParameter,
  keyFields: keyFieldsParameter,
  updateFields: updateFieldsParameter,
  returnIds: flagParameter("returnIds", "whether to give the keys of the stored rows"),
  onRowError: onRowErrorParameter,
});

/** Stores many rows in one transaction, batch by batch. */
export const bulkCreateCommand: Command<BulkCreateResult> = Object.freeze({
  name: "bulkCreate",
  nodeSuffix: "BulkCreateNode",
  writes: true,
  description: "stores many new rows",
  parameters: (definition) => ({ ...sharedFieldParameters(definition, OWN), ...OWN }),
  results: () => ["processed", "inserted", "updated", "skipped", "ids", "errors"],
  async run(binding, input, signal) {
    const settings = readSettings(input, binding);
    const tally: Tally = { processed: 0, inserted: 0, updated: 0, ids: [], errors: [] };
    await binding.host.ready();
    await binding.host.connection.transaction(async () => {
      for await (const batch of rowBatches(settings.data, {
        size: settings.batchSize,
        shared: settings.shared,
        signal,
      })) {
        await storeBatch(batch, settings, tally, binding);
      }
    });
    const { ids, errors, ...counts } = tally;
    const skipped = counts.processed - counts.inserted - counts.updated;
    return {
      ...counts,
      skipped,
      errors: settings.onRowError === "collect" ? errors : [],
      ...(settings.returnIds ? { ids } : {}),
    };
  },
} satisfies Command<BulkCreateResult>);

interface Tally {
  processed: number;
  inserted: number;
  updated: number;
  readonly ids: unknown[];
  readonly errors: RowError[];
}

interface Settings {
  readonly data: RowSource;
  readonly batchSize: number;
  readonly shared: NodeValues;
  readonly conflict: "error" | "skip" | "upsert";
  readonly keyFields: readonly string[] | undefined;
  readonly updateFields: readonly string[] | undefined;
  readonly returnIds: boolean;
  readonly onRowError: "fail" | "skip" | "collect";
}

function readSettings(input: CommandInput, binding: ModelBinding): Settings {
  return {
    data: read<RowSource>(dataParameter, input.data ?? null, binding, []),
    batchSize: read(batchSizeParameter, input.batchSize, binding, 1000),
    shared: sharedFields(input, OWN, binding),
    conflict: read<Settings["conflict"]>(conflictResolutionParameter, input.conflictResolution, binding, "error"),
    keyFields: read<readonly string[] | undefined>(keyFieldsParameter, input.keyFields, binding, undefined),
    updateFields: read<readonly string[] | undefined>(updateFieldsParameter, input.updateFields, binding, undefined),
    returnIds: input.returnIds === true,
    onRowError: read<Settings["onRowError"]>(onRowErrorParameter, input.onRowError, binding, "fail"),
  };
}

async function storeBatch(
  batch: readonly NodeValues[],
  settings: Settings,
  tally: Tally,
  binding: ModelBinding,
): Promise<void> {
  const start = tally.processed;
  tally.processed += batch.length;
  if (settings.onRowError === "fail") return store(batch, settings, tally, binding);
  await storeLeniently(batch, start, { settings, tally, binding });
}

/** Halves a batch that fails until the rows in error stand alone: few statements when few rows are wrong. */
async function storeLeniently(
  rows: readonly NodeValues[],
  start: number,
  task: { readonly settings: Settings; readonly tally: Tally; readonly binding: ModelBinding },
): Promise<void> {
  const { settings, tally, binding } = task;
  try {
    await binding.host.connection.transaction(() => store(rows, settings, tally, binding));
  } catch (error) {
    if (!isDataFlowError(error) || !ROW_ERRORS.has(error.code)) throw error;
    if (rows.length === 1) return void tally.errors.push({ row: start, code: error.code, message: error.message });
    const middle = rows.length >> 1;
    await storeLeniently(rows.slice(0, middle), start, task);
    await storeLeniently(rows.slice(middle), start + middle, task);
  }
}

/** Errors that one row can be to blame for; any other ends the operation. */
const ROW_ERRORS: ReadonlySet<string> = new Set([
  "MODEL.INVALID_INPUT",
  "DATABASE.UNIQUE_VIOLATION",
  "DATABASE.FOREIGN_KEY_VIOLATION",
  "DATABASE.NOT_NULL_VIOLATION",
  "DATABASE.CHECK_VIOLATION",
  "DATABASE.VALUE_OUT_OF_RANGE",
  "DATABASE.INVALID_VALUE",
]);

async function store(
  rows: readonly NodeValues[],
  settings: Settings,
  tally: Tally,
  binding: ModelBinding,
): Promise<void> {
  const { primaryKey } = binding.table;
  if (settings.conflict === "upsert") {
    const { keyFields = primaryKey, updateFields, returnIds } = settings;
    const stored = await upsertBatch(rows, { keyFields, updateFields, returnIds, name: "bulkCreate" }, binding);
    tally.inserted += stored.inserted;
    tally.updated += stored.updated;
    tally.ids.push(...stored.ids);
    return;
  }
  const stored = await binding.run(insertOf(rows, settings, primaryKey));
  tally.inserted += stored.rowCount;
  if (settings.returnIds) tally.ids.push(...stored.rows.map((row) => recordKeyOf(row, primaryKey)));
}

function insertOf(input: readonly NodeValues[], settings: Settings, primaryKey: readonly string[]): InsertOperation {
  const { keyFields } = settings;
  const onConflict: ConflictClause = { action: "nothing", ...(keyFields === undefined ? {} : { fields: keyFields }) };
  return {
    kind: "insert",
    name: "bulkCreate",
    input,
    rows: { fields: [], values: [] },
    ...(settings.conflict === "skip" ? { onConflict } : {}),
    returning: settings.returnIds ? primaryKey : [],
  };
}
