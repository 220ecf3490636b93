import { modelErrors } from "../errors/model-errors.ts";
import { parseKeyInput } from "../input/parse-key.ts";
import { invalidParameter, parseWholeNumber } from "../input/parse-scalars.ts";
import { plainObject } from "../input/plain-object.ts";
import type { CommandInput, ModelBinding } from "../model/model-binding.ts";
import { after } from "../operation/after.ts";
import type { Row, UpdateOperation } from "../operation/operation.ts";
import type { Command, CommandParameter } from "./command.ts";
import { parseChanges, updateParameters } from "./field-parameters.ts";
import { keyParameters } from "./key-parameters.ts";
import { notFound } from "./read-command.ts";

/** The version that the caller has seen: only taken by versioned models. */
export const versionParameter: CommandParameter = {
  required: false,
  description: "the version the change was decided on; a row that has another is not changed",
  parse: (value) => parseWholeNumber(value, "version", { least: 1, most: 2_147_483_647 }),
};

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
    ...(definition.managed.version === undefined ? {} : { version: versionParameter }),
  }),
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
      ...expectedVersion(input, binding),
    };
    return after(binding.run(operation), ({ rows }) => {
      const row = rows[0];
      if (row === undefined) throw notFound(binding, "update");
      return row;
    });
  },
} satisfies Command<Row>);

/** The version given, when the model has versions. */
export function expectedVersion(input: CommandInput, { definition }: ModelBinding): { expectedVersion?: number } {
  if (definition.managed.version === undefined || input.version === undefined) return {};
  return { expectedVersion: parseWholeNumber(input.version, "version", { least: 1, most: 2_147_483_647 }) };
}

function changesOf(input: CommandInput, { definition }: ModelBinding): Readonly<Record<string, unknown>> {
  const changes: Record<string, unknown> = input.fields === undefined ? {} : { ...plainObject(input.fields, "fields") };
  for (const name of Object.keys(input)) {
    if (NOT_FIELDS.has(name) || definition.primaryKey.includes(name)) continue;
    if (name === definition.managed.version) continue;
    if (Object.hasOwn(changes, name)) {
      throw invalidParameter(name, `it is given twice, by itself and in "fields"`, "give it once");
    }
    changes[name] = input[name];
  }
  if (Object.keys(changes).length === 0) throw nothingToChange(definition.name);
  return changes;
}

const NOT_FIELDS: ReadonlySet<string> = new Set(["recordId", "fields"]);

/** An update without a change would report a success that did not happen. */
export function nothingToChange(model: string) {
  return modelErrors.create("NOTHING_TO_CHANGE", {
    message: `${model}: the update names no field to change`,
    why: "an update without changes would seem to work and do nothing",
    fix: "name at least one field",
    meta: { model },
  });
}
