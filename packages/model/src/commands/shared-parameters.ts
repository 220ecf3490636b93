import { describeKind } from "@dataflow/core";
import { everything, type FilterNode, parseFilter, parseSort, type SortNode } from "@dataflow/query";
import { invalidParameter, parseFlag, parseSignal, parseWholeNumber } from "../input/parse-scalars.ts";
import type { CommandInput, ModelBinding } from "../model/model-binding.ts";
import type { CommandParameter } from "./command.ts";

/** The most rows a List gives at once, and what it gives unless told otherwise. More rows: page, or stream. */
export const LIST_LIMITS = Object.freeze({ standard: 100, most: 10_000 });

export const filterParameter: CommandParameter = {
  required: false,
  description: "which rows, as a MongoDB-style filter; all when absent",
  parse: (value, { table }) => parseFilter(value, table),
};

export const orderByParameter: CommandParameter = {
  required: false,
  description: 'the order: field names, with "-" for descending',
  parse: (value, { table }) => parseSort(value, table),
};

export const limitParameter: CommandParameter = {
  required: false,
  description: `the most rows to give, 0 to ${LIST_LIMITS.most}`,
  parse: (value) => parseWholeNumber(value, "limit", { least: 0, most: LIST_LIMITS.most }),
};

export const offsetParameter: CommandParameter = {
  required: false,
  description: "how many rows to pass over first",
  parse: (value) => parseWholeNumber(value, "offset", { least: 0, most: Number.MAX_SAFE_INTEGER }),
};

export const cursorParameter: CommandParameter = {
  required: false,
  description: "nextCursor or previousCursor of a page, to go on from there",
  parse: (value) => parseCursorText(value),
};

export const batchSizeParameter: CommandParameter = {
  required: false,
  description:
    "how many rows to take from the input at a time, 1 to 100,000; a size that suits the database when absent",
  parse: (value) => parseWholeNumber(value, "batchSize", { least: 1, most: 100_000 }),
};

export const includeDeletedParameter: CommandParameter = {
  required: false,
  description: "whether rows that were soft-deleted are seen too",
  parse: (value) => parseFlag(value, "includeDeleted"),
};

export const signalParameter: CommandParameter = {
  required: false,
  description: "stops it between two batches when aborted",
  parse: (value) => parseSignal(value),
};

/** The first page has no cursor, and says so with null, as the end of a list does. */
function parseCursorText(value: unknown): string | undefined {
  if (value === null) return undefined;
  if (typeof value === "string") return value;
  throw invalidParameter(
    "cursor",
    `it is ${describeKind(value)}`,
    "pass nextCursor or previousCursor of a page as it came",
  );
}

/**
 * Makes the description of a flag.
 *
 * @param name its name, for messages
 * @param description what it does
 * @returns the parameter
 */
export function flagParameter(name: string, description: string): CommandParameter {
  return { required: false, description, parse: (value) => parseFlag(value, name) };
}

/**
 * Reads a parameter of the input by its description.
 *
 * @param parameter the description
 * @param value what was given, undefined when nothing was
 * @param binding the model
 * @param fallback what an absent parameter means
 * @returns the value read
 */
export function read<Value>(
  parameter: CommandParameter,
  value: unknown,
  binding: ModelBinding,
  fallback: Value,
): Value {
  if (value === undefined || parameter.parse === undefined) return fallback;
  return parameter.parse(value, binding) as Value; // each caller names the type that this parameter's parse gives
}

/** The condition of a command that takes `filter` and `includeDeleted`. */
export function readFilter(
  input: CommandInput,
  binding: ModelBinding,
): { readonly where: FilterNode; readonly includeDeleted: boolean } {
  return {
    where: readWhere(input, binding),
    includeDeleted: read(includeDeletedParameter, input.includeDeleted, binding, false),
  };
}

/** The condition of a command that takes `filter`. */
export function readWhere(input: CommandInput, binding: ModelBinding): FilterNode {
  return read<FilterNode>(filterParameter, input.filter, binding, everything());
}

const NO_ORDER: readonly SortNode[] = Object.freeze([]);

/** The order of a command that takes `orderBy`. */
export function readOrder(input: CommandInput, binding: ModelBinding): readonly SortNode[] {
  return read(orderByParameter, input.orderBy, binding, NO_ORDER);
}
