import type { AnyModelDefinition } from "../definition/model-definition.ts";
import { parseKey } from "../input/parse-key.ts";
import type { CommandParameters } from "./command.ts";

/**
 * The parameters that name one row: `recordId`, or the fields of the key.
 *
 * Neither is required by itself, because either will do; the command refuses a call with neither.
 *
 * @param definition the model
 * @returns the parameters
 */
export function keyParameters(definition: AnyModelDefinition): CommandParameters {
  const fields = definition.primaryKey.map((name) => [
    name,
    { required: false, description: `the field ${definition.name}.${name} of the key` },
  ]);
  return {
    ...Object.fromEntries(fields),
    recordId: {
      required: false,
      description: definition.primaryKey.length === 1 ? "the row's key" : "the row's key, an object of its fields",
      parse: (value, binding) => parseKey(value, binding),
    },
  };
}
