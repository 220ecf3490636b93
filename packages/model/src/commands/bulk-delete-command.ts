import { describeKind } from "@dataflow/core";
import type { FilterNode } from "@dataflow/query";
import { parseKeyList } from "../input/key-list.ts";
import { invalidParameter } from "../input/parse-scalars.ts";
import { inBatches, type RowSource } from "../input/row-batches.ts";
import type { CommandInput, ModelBinding } from "../model/model-binding.ts";
import { allParameter, refuseEmptyFilter } from "./bulk-parameters.ts";
import type { Command, CommandParameter } from "./command.ts";
import { batchSizeParameter, filterParameter, read, readFilter } from "./shared-parameters.ts";

/** What a BulkDelete gives. */
export interface BulkDeleteResult {
  readonly deleted: number;
}

/**
 * A list of keys of one field is one parameter, and each statement costs a server as much as a thousand of them; a
 * database that answers at once keeps everything else waiting meanwhile. Keys of several fields are so many conditions each.
 */
const KEYS_PER_STATEMENT = { single: 100_000, singleAtOnce: 10_000, composite: 200 } as const;

function keysPerStatement({ table, host }: ModelBinding): number {
  if (table.primaryKey.length > 1) return KEYS_PER_STATEMENT.composite;
  return host.connection.capabilities.loadsRows ? KEYS_PER_STATEMENT.single : KEYS_PER_STATEMENT.singleAtOnce;
}

const idsParameter: CommandParameter = {
  required: false,
  description: "the keys of the rows to delete: an array, an iterable or an async iterable",
  parse: (value, binding) => checkKeys(value, binding),
};

/** Deletes many rows: all that match a filter, or those with the given keys. */
export const bulkDeleteCommand: Command<BulkDeleteResult> = Object.freeze({
  name: "bulkDelete",
  nodeSuffix: "BulkDeleteNode",
  writes: true,
  isLong: true,
  description: "deletes many rows",
  parameters: () => ({
    filter: filterParameter,
    ids: idsParameter,
    all: allParameter,
    batchSize: batchSizeParameter,
  }),
  results: () => ["deleted"],
  async run(binding, input, signal) {
    signal?.throwIfAborted();
    if (input.ids === undefined) {
      if (input.batchSize !== undefined)
        throw invalidParameter("batchSize", "it goes with ids", "give ids, or leave it out");
      refuseEmptyFilter(input, binding, "bulkDelete");
      return deleteWhere(readFilter(input, binding).where, binding, signal);
    }
    if (input.filter !== undefined || input.all !== undefined) {
      throw invalidParameter("ids", "it cannot be used together with filter or all", "give one of them");
    }
    return deleteKeys(input, binding, signal);
  },
} satisfies Command<BulkDeleteResult>);

async function deleteWhere(
  where: FilterNode,
  binding: ModelBinding,
  signal: AbortSignal | undefined,
): Promise<BulkDeleteResult> {
  const removal = { kind: "delete", name: "bulkDelete", where } as const;
  const { rowCount } = await binding.run(signal === undefined ? removal : { ...removal, signal });
  return { deleted: rowCount };
}

async function deleteKeys(
  input: CommandInput,
  binding: ModelBinding,
  signal: AbortSignal | undefined,
): Promise<BulkDeleteResult> {
  const ids = parseKeySource(input.ids);
  const most = keysPerStatement(binding);
  const size = Math.min(most, read(batchSizeParameter, input.batchSize, binding, most));
  // A list is looked at as a whole before anything is deleted; from anywhere else keys are looked at as they come.
  const list = Array.isArray(ids) ? parseKeyList(ids, binding) : undefined;
  if (list !== undefined && list.length <= size) {
    return list.length === 0 ? { deleted: 0 } : deleteWhere(list.where(0, list.length), binding, signal);
  }
  await binding.host.ready(binding.definition);
  return binding.host.connection.transaction(async () => {
    let deleted = 0;
    let start = 0;
    for await (const batch of inBatches(ids, () => size, signal)) {
      const where =
        list?.where(start, start + batch.length) ?? parseKeyList(batch, binding, start).where(0, batch.length);
      deleted += (await deleteWhere(where, binding, signal)).deleted;
      start += batch.length;
    }
    return { deleted };
  });
}

function parseKeySource(value: unknown): RowSource<unknown> {
  const isSource =
    typeof value === "object" && value !== null && (Symbol.iterator in value || Symbol.asyncIterator in value);
  if (isSource) return value as RowSource<unknown>; // iterable, as was just checked
  throw invalidParameter(
    "ids",
    `it is ${describeKind(value)}`,
    "pass an array, an iterable or an async iterable of keys",
  );
}

function checkKeys(value: unknown, binding: ModelBinding): void {
  const ids = parseKeySource(value);
  if (Array.isArray(ids)) parseKeyList(ids, binding);
}
