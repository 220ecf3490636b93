import type { NodeValues } from "@dataflow/core";
import type { AnyModelDefinition } from "../definition/model-definition.ts";
import { modelErrors } from "../errors/model-errors.ts";
import { passesAll } from "../input/filter-without-condition.ts";
import { parseFieldNames, parseKeyFields } from "../input/parse-key-fields.ts";
import { invalidParameter } from "../input/parse-scalars.ts";
import { parseRowSource } from "../input/row-batches.ts";
import type { CommandInput, ModelBinding } from "../model/model-binding.ts";
import type { CommandParameter, CommandParameters } from "./command.ts";
import { insertParameters } from "./field-parameters.ts";
import { flagParameter, read, readWhere } from "./shared-parameters.ts";

export const dataParameter: CommandParameter = {
  required: true,
  description: "the rows: an array, an iterable or an async iterable",
  parse: (value) => parseRowSource(value),
};

export const keyFieldsParameter: CommandParameter = {
  required: false,
  description: "the unique key by which a row is the same; the primary key when absent",
  parse: (value, binding) => parseKeyFields(value, "keyFields", binding),
};

export const updateFieldsParameter: CommandParameter = {
  required: false,
  description: "the fields to change in a row that is there; all that the input brings when absent",
  parse: (value, binding) => parseUpdateFields(value, binding),
};

function parseUpdateFields(value: unknown, binding: ModelBinding): readonly string[] {
  const names = parseFieldNames(value, "updateFields", binding);
  const { updatable } = binding.definition;
  const fixed = names.find((name) => !updatable.includes(name));
  if (fixed === undefined) return names;
  throw invalidParameter(
    "updateFields",
    `"${fixed}" is not written by updates: it is of the primary key, managed or computed`,
    "name fields that an update may change",
  );
}

export const allParameter = flagParameter("all", "says that every row is meant, when there is no filter");

/**
 * The fields of a model as parameters that fill every row of `data`. None is required, because rows may bring them.
 *
 * @param definition the model
 * @param taken the command's own parameters, which win over fields of the same name
 * @returns the parameters
 */
export function sharedFieldParameters(definition: AnyModelDefinition, taken: CommandParameters): CommandParameters {
  const fields = Object.entries(insertParameters(definition)).filter(([name]) => !Object.hasOwn(taken, name));
  return Object.fromEntries(fields.map(([name, parameter]) => [name, { ...parameter, required: false }]));
}

/**
 * The values that fill a field of every row.
 *
 * @param input the parameters given
 * @param taken the command's own parameters
 * @param binding the model
 * @returns field → value
 */
export function sharedFields(input: CommandInput, taken: CommandParameters, binding: ModelBinding): NodeValues {
  const given = Object.entries(input).filter(
    ([name]) => !Object.hasOwn(taken, name) && binding.definition.fields.has(name),
  );
  return Object.fromEntries(given);
}

/**
 * Refuses a change of every row that was not asked for in so many words.
 *
 * @param input the parameters given
 * @param binding the model
 * @param operation what was asked for, for the message
 * @throws MODEL.EMPTY_FILTER
 */
export function refuseEmptyFilter(input: CommandInput, binding: ModelBinding, operation: string): void {
  const isMeant = read(allParameter, input.all, binding, false);
  if (isMeant || !passesAll(readWhere(input, binding))) return;
  throw modelErrors.create("EMPTY_FILTER", {
    message: `${binding.definition.name}.${operation}: the filter asks for nothing, so every row would be hit`,
    why: "a filter that lost its condition on the way is far more often a mistake than a wish",
    fix: "give a filter, or all: true when every row is meant",
    meta: { model: binding.definition.name, operation },
  });
}
