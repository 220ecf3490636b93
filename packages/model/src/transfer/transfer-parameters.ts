import { bulkCreateCommand } from "../commands/bulk-create-command.ts";
import type { CommandParameter, CommandParameters } from "../commands/command.ts";
import {
  batchSizeParameter,
  filterParameter,
  includeDeletedParameter,
  orderByParameter,
} from "../commands/shared-parameters.ts";
import type { AnyModelDefinition } from "../definition/model-definition.ts";
import { parseFieldNames } from "../input/parse-key-fields.ts";
import { parseWord } from "../input/parse-scalars.ts";
import { columnNames } from "./transfer-checks.ts";
import { FORMATS } from "./transfer-format.ts";

const formatParameter: CommandParameter = {
  required: false,
  description: '"csv", "jsonl" or "parquet"; what the file\'s name ends with when absent',
  parse: (value) => parseWord(value, "format", FORMATS),
};

const columnsParameter: CommandParameter = {
  required: false,
  description: "which field a column of the file is for, null for none",
  parse: (value) => columnNames(value),
};

const fieldsParameter: CommandParameter = {
  required: false,
  description: "the fields to write, in this order; all when absent",
  parse: (value, binding) => parseFieldNames(value, "fields", binding),
};

/** What is said about an export beside its sink. */
export const EXPORT_OPTIONS: CommandParameters = Object.freeze({
  format: formatParameter,
  fields: fieldsParameter,
  filter: filterParameter,
  orderBy: orderByParameter,
  includeDeleted: includeDeletedParameter,
  batchSize: batchSizeParameter,
});

/**
 * What is said about an import beside its source: all that a bulk create takes but the rows.
 *
 * @param definition the model
 * @returns the parameters
 */
export function importOptions(definition: AnyModelDefinition): CommandParameters {
  const { data: _data, ...options } = bulkCreateCommand.parameters(definition);
  return Object.freeze({ ...options, format: formatParameter, columns: columnsParameter });
}
