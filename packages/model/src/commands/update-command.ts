import { hasKeys } from "@dataflow/core";
import { notFound } from "../errors/not-found.ts";
import { parseKeyInput } from "../input/parse-key.ts";
import { invalidParameter } from "../input/parse-scalars.ts";
import { plainObject } from "../input/plain-object.ts";
import type { CommandInput, ModelBinding } from "../model/model-binding.ts";
import { after } from "../operation/after.ts";
import type { Row, UpdateOperation } from "../operation/operation.ts";
import type { Command, CommandParameter } from "./command.ts";
import { parseChanges, updateParameters } from "./field-parameters.ts";
import { keyParameters } from "./key-parameters.ts";
import { nothingToChange } from "./nothing-to-change.ts";
import { expectingVersion, versionParameters } from "./version-parameter.ts";

const fieldsParameter: CommandParameter = {
  required: false,
  description: "the changes as one object, instead of one parameter a field",
  parse: (value, { definition }) => parseChanges(plainObject(value, "fields"), definition),
};

/** Changes one row by its key and gives it back as it is stored. */
export const updateCommand: Command<Row> = Object.freeze({
  name: "update",
  nodeSuffix: "UpdateNode",
  writes: true,
  description: "changes one row by its key",
  parameters: (definition) => ({
    ...updateParameters(definition),
    ...keyParameters(definition),
    fields: fieldsParameter,
    ...versionParameters(definition),
  }),
  options: versionParameters,
  results: (definition) => [...definition.fields.keys()],
  run(binding, input) {
    const { where } = parseKeyInput(input, binding);
    const operation: UpdateOperation = {
      kind: "update",
      name: "update",
      where,
      changes: changesOf(input, binding),
      set: [],
      returning: binding.allFields,
    };
    return after(binding.run(expectingVersion(operation, input, binding)), ({ rows }) => {
      const row = rows[0];
      if (row === undefined) throw notFound(binding.definition.name, "update");
      return row;
    });
  },
} satisfies Command<Row>);

function changesOf(input: CommandInput, { definition }: ModelBinding): Readonly<Record<string, unknown>> {
  const changes: Record<string, unknown> = input.fields === undefined ? {} : { ...plainObject(input.fields, "fields") };
  for (const name in input) {
    if (name === "recordId" || name === "fields" || name === definition.managed.version) continue;
    if (definition.primaryKey.includes(name)) continue;
    if (Object.hasOwn(changes, name)) {
      throw invalidParameter(name, `it is given twice, by itself and in "fields"`, "give it once");
    }
    changes[name] = input[name];
  }
  if (!hasKeys(changes)) throw nothingToChange(definition.name);
  return changes;
}
