import type { AnyModelDefinition } from "../definition/model-definition.ts";
import { parseWholeNumber } from "../input/parse-scalars.ts";
import type { CommandInput, ModelBinding } from "../model/model-binding.ts";
import type { DeleteOperation, UpdateOperation } from "../operation/operation.ts";
import type { CommandParameter, CommandParameters } from "./command.ts";
import { read } from "./shared-parameters.ts";

/** The version that the caller has seen. */
const versionParameter: CommandParameter = {
  required: false,
  description: "the version the change was decided on; a row that has another is not changed",
  parse: (value) => parseWholeNumber(value, "version", { least: 1, most: 2_147_483_647 }),
};

/**
 * The parameter of commands that may be decided on a version.
 *
 * @param definition the model
 * @returns the parameter; nothing when the model has no versions
 */
export function versionParameters({ managed }: AnyModelDefinition): CommandParameters {
  return managed.version === undefined ? {} : { version: versionParameter };
}

/**
 * Makes an operation one that is decided on the version given.
 *
 * @param operation the operation
 * @param input the parameters
 * @param binding the model
 * @returns the operation with the version; as it is when none was given, or the model has no versions
 * @throws MODEL.INVALID_PARAMETER
 */
export function expectingVersion<Decided extends UpdateOperation | DeleteOperation>(
  operation: Decided,
  input: CommandInput,
  binding: ModelBinding,
): Decided {
  if (binding.definition.managed.version === undefined || input.version === undefined) return operation;
  return { ...operation, expectedVersion: read(versionParameter, input.version, binding, 0) };
}
