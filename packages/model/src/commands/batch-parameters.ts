import { describeKind } from "@dataflow/core";
import { invalidParameter, parseFlag, parseWord } from "../input/parse-scalars.ts";
import type { CommandInput, ModelBinding } from "../model/model-binding.ts";
import type { CommandParameter, CommandParameters } from "./command.ts";
import type { RowError } from "./row-error.ts";
import type { BulkOutcome, BulkProgress } from "./run-batches.ts";
import { batchSizeParameter, read } from "./shared-parameters.ts";

/** How a bulk operation goes through its rows. */
export interface BatchSettings {
  readonly batchSize: number;
  /** What the size of later batches may grow to; undefined when it was said. */
  readonly growsTo: number | undefined;
  /** Whether all batches are one transaction; otherwise each is one of its own. */
  readonly atomic: boolean;
  readonly onRowError: "fail" | "skip" | "collect";
  readonly onProgress: ((progress: BulkProgress) => void) | undefined;
}

const atomicParameter: CommandParameter = {
  required: false,
  description: "whether all batches are one transaction (the default), or each is one of its own",
  parse: (value) => parseFlag(value, "atomic"),
};

const onRowErrorParameter: CommandParameter = {
  required: false,
  description: 'what to do with a row in error: "fail" (the default), "skip" or "collect"',
  parse: (value) => parseWord(value, "onRowError", ["fail", "skip", "collect"]),
};

const onProgressParameter: CommandParameter = {
  required: false,
  function: true,
  description: "a function that is told after each batch how far the operation has come",
  parse: (value) => parseListener(value),
};

/** The parameters of every operation that goes through rows in batches. */
export const BATCH_PARAMETERS: CommandParameters = Object.freeze({
  batchSize: batchSizeParameter,
  atomic: atomicParameter,
  onRowError: onRowErrorParameter,
  onProgress: onProgressParameter,
});

/**
 * Where rows can be loaded, each batch has a price: a server keeps a place for each of up to a thousand rows that it writes at
 * once, and finds it again among all of them, which takes as long as storing six hundred rows. Sixteen thousand hardly feel that;
 * with more of them the rows that are made ready live so long that collecting them costs more than it saves. A database that
 * answers at once keeps everything else waiting for as long as a batch takes; where statements take few rows, they take a
 * power of two.
 */
const BATCH_SIZES = { first: 1_024, most: 16_384 } as const;

/**
 * Reads the parameters in {@link BATCH_PARAMETERS}.
 *
 * @param input the parameters given
 * @param binding the model
 * @returns the settings
 * @throws MODEL.INVALID_PARAMETER
 */
export function readBatchSettings(input: CommandInput, binding: ModelBinding): BatchSettings {
  const onRowError = read<BatchSettings["onRowError"]>(onRowErrorParameter, input.onRowError, binding, "fail");
  // A batch with rows in error is stored again in smaller ones: so it should not be large to begin with.
  const grows =
    input.batchSize === undefined && binding.host.connection.capabilities.loadsRows && onRowError === "fail";
  return {
    batchSize: read(batchSizeParameter, input.batchSize, binding, BATCH_SIZES.first),
    growsTo: grows ? BATCH_SIZES.most : undefined,
    atomic: read(atomicParameter, input.atomic, binding, true),
    onRowError,
    onProgress: read<BatchSettings["onProgress"]>(onProgressParameter, input.onProgress, binding, undefined),
  };
}

/** Rows that were left out; only given where the caller has said what to do with rows in error. */
export interface LeftOut {
  /** Rows in error. */
  readonly skipped?: number;
  /** What they were left out for; empty with `onRowError: "skip"`. */
  readonly errors?: readonly RowError[];
}

/**
 * What a result says of rows in error.
 *
 * @param outcome what became of the rows
 * @param settings how the operation went through them
 * @returns the part of the result; empty when the first row in error ends the operation
 */
export function leftOut({ failed, errors }: BulkOutcome, { onRowError }: BatchSettings): LeftOut {
  return onRowError === "fail" ? {} : { skipped: failed, errors };
}

/** A listener that throws must not end what it was told of. */
function parseListener(value: unknown): (progress: BulkProgress) => void {
  if (typeof value !== "function") {
    throw invalidParameter("onProgress", `it is ${describeKind(value)}`, "pass a function of the progress");
  }
  return (progress) => {
    try {
      value(progress);
    } catch (error) {
      process.emitWarning(`an onProgress listener threw: ${String(error)}`, "DataFlowWarning");
    }
  };
}
