import type { NodeValues } from "@dataflow/core";
import type { ConflictClause } from "@dataflow/query";
import { loadTarget } from "../execution/load-rows.ts";
import { RowNumbering } from "../execution/row-numbering.ts";
import { primaryKeyOf } from "../input/parse-key-fields.ts";
import { invalidParameter, parseWord } from "../input/parse-scalars.ts";
import { parseRowSource, type RowSource } from "../input/row-batches.ts";
import type { CommandInput, ModelBinding } from "../model/model-binding.ts";
import type { InsertOperation, LoadTarget } from "../operation/operation.ts";
import { recordKeyOf } from "../operation/record-key.ts";
import { BATCH_PARAMETERS, type BatchSettings, readBatchSettings } from "./batch-parameters.ts";
import {
  dataParameter,
  keyFieldsParameter,
  sharedFieldParameters,
  sharedFields,
  updateFieldsParameter,
} from "./bulk-parameters.ts";
import type { Command, CommandParameter, CommandParameters } from "./command.ts";
import type { BatchPreparing, PrepareRows } from "./read-ahead.ts";
import type { RowError } from "./row-error.ts";
import { runBatches } from "./run-batches.ts";
import { flagParameter, read } from "./shared-parameters.ts";
import { upsertPreparing } from "./upsert-batch.ts";

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

const returnIdsParameter = flagParameter("returnIds", "whether to give the keys of the stored rows");

const OWN: CommandParameters = Object.freeze({
  data: dataParameter,
  ...BATCH_PARAMETERS,
  conflictResolution: conflictResolutionParameter,
  keyFields: keyFieldsParameter,
  updateFields: updateFieldsParameter,
  returnIds: returnIdsParameter,
});

/** Stores many rows, batch by batch. */
export const bulkCreateCommand: Command<BulkCreateResult> = Object.freeze({
  name: "bulkCreate",
  nodeSuffix: "BulkCreateNode",
  writes: true,
  isLong: true,
  description: "stores many new rows",
  parameters: (definition) => ({ ...sharedFieldParameters(definition, OWN), ...OWN }),
  results: () => ["processed", "inserted", "updated", "skipped", "ids", "errors"],
  async run(binding, input, signal) {
    const settings = readSettings(input, binding);
    const data = parseRowSource(input.data);
    const load = mayLoad(data, settings) ? await loadOf(binding) : undefined;
    const { processed, inserted, updated, ids, errors } = await runBatches({
      binding,
      data,
      shared: sharedFields(input, OWN, binding),
      settings,
      signal,
      ...preparing({ ...settings, ...load }, binding),
    });
    const skipped = processed - inserted - updated;
    return { processed, inserted, updated, skipped, errors, ...(settings.returnIds ? { ids } : {}) };
  },
} satisfies Command<BulkCreateResult>);

/** A few rows are stored before it is known whether they could be loaded. */
const LEAST_ROWS_TO_ASK = 200;

function mayLoad(data: RowSource, { conflict }: Settings): boolean {
  return conflict === "error" && !(Array.isArray(data) && data.length < LEAST_ROWS_TO_ASK);
}

async function loadOf(binding: ModelBinding): Promise<{ readonly load?: LoadTarget }> {
  await binding.host.ready(binding.definition);
  const load = await loadTarget(binding);
  return load === undefined ? {} : { load };
}

interface Settings extends BatchSettings {
  readonly conflict: "error" | "skip" | "upsert";
  readonly keyFields: readonly string[] | undefined;
  readonly updateFields: readonly string[] | undefined;
  readonly returnIds: boolean;
  readonly load?: LoadTarget;
}

function readSettings(input: CommandInput, binding: ModelBinding): Settings {
  const settings = {
    ...readBatchSettings(input, binding),
    conflict: read<Settings["conflict"]>(conflictResolutionParameter, input.conflictResolution, binding, "error"),
    keyFields: read<readonly string[] | undefined>(keyFieldsParameter, input.keyFields, binding, undefined),
    updateFields: read<readonly string[] | undefined>(updateFieldsParameter, input.updateFields, binding, undefined),
    returnIds: read(returnIdsParameter, input.returnIds, binding, false),
  };
  refuseUnused(settings);
  return settings;
}

/** A key that nobody asks for is a resolution that was forgotten. */
function refuseUnused({ conflict, keyFields, updateFields }: Settings): void {
  const fix = (words: string) => `add conflictResolution: ${words}, or leave it out`;
  if (conflict === "error" && keyFields !== undefined)
    throw invalidParameter("keyFields", "it goes with conflictResolution", fix('"skip" or "upsert"'));
  if (conflict !== "upsert" && updateFields !== undefined)
    throw invalidParameter("updateFields", 'it goes with conflictResolution: "upsert"', fix('"upsert"'));
}

function preparing(settings: Settings, binding: ModelBinding): BatchPreparing {
  const primaryKey = settings.returnIds ? primaryKeyOf(binding) : binding.table.primaryKey;
  if (settings.conflict === "upsert") {
    const { keyFields = primaryKeyOf(binding), updateFields, returnIds } = settings;
    return upsertPreparing({ keyFields, updateFields, returnIds, name: "bulkCreate" }, binding);
  }
  const numbering = new RowNumbering(binding.host.connection, binding.table);
  const prepare: PrepareRows = (rows, firstRow) => {
    const rowNumber = (index: number) => firstRow + index;
    const prepared = binding.prepareRows(rows, rowNumber);
    return async (meanwhile) => {
      const insert = insertOf(rows, settings, primaryKey);
      const stored = await binding.run({ ...insert, rowNumber, prepared, meanwhile, numbering });
      return {
        inserted: stored.rowCount,
        updated: 0,
        duplicates: 0,
        ids: settings.returnIds ? stored.rows.map((row) => recordKeyOf(row, primaryKey)) : [],
      };
    };
  };
  return { prepare };
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
    ...(settings.load === undefined ? {} : { load: settings.load }),
  };
}
