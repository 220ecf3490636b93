import type { Diagnostic } from "@dataflow/core";
import type { UpdateOptions } from "@dataflow/query";
import type { AnyModelDefinition } from "../definition/model-definition.ts";
import type { ModelField } from "../definition/model-field.ts";
import { modelErrors } from "../errors/model-errors.ts";
import { prepareChanges } from "../input/prepare-changes.ts";
import { checkFieldValue } from "../input/row-check.ts";
import type { CommandParameter, CommandParameters } from "./command.ts";

/**
 * The fields of a model as the parameters of a command that stores a new row.
 *
 * @param definition the model
 * @returns a parameter for each field that may be given
 */
export function insertParameters(definition: AnyModelDefinition): CommandParameters {
  return fieldParameters(definition, definition.insertable, (field) => ({
    required: !field.isOmittable,
    parse: (value) => refuse(checkFieldValue(field, value, `${definition.name}.${field.name}`)),
  }));
}

/**
 * The fields of a model as the parameters of a command that changes a row.
 *
 * @param definition the model
 * @returns a parameter for each field that may be changed; values and update operators are both accepted
 */
export function updateParameters(definition: AnyModelDefinition): CommandParameters {
  return fieldParameters(definition, definition.updatable, (field) => ({
    required: false,
    parse: (value) => parseChanges({ [field.name]: value }, definition),
  }));
}

/**
 * Looks at changes before they are made; used for those written into a workflow.
 *
 * @param changes field → value or operator
 * @param definition the model
 * @param positions what `$` and `$[name]` in dotted paths stand for
 * @returns the changes
 * @throws MODEL.INVALID_INPUT
 */
export function parseChanges(
  changes: Readonly<Record<string, unknown>>,
  definition: AnyModelDefinition,
  positions?: UpdateOptions,
): unknown {
  const prepared = prepareChanges(definition, changes, positions);
  if (!(prepared instanceof Promise)) refuse(prepared.problems.length > 0 ? prepared : { value: changes });
  return changes;
}

function fieldParameters(
  definition: AnyModelDefinition,
  names: readonly string[],
  describe: (field: ModelField) => Omit<CommandParameter, "description">,
): CommandParameters {
  const fields = names.flatMap((name) => definition.fields.get(name) ?? []);
  return Object.fromEntries(
    fields.map((field) => [
      field.name,
      { ...describe(field), description: `the field ${definition.name}.${field.name}` },
    ]),
  );
}

function refuse(checked: ReturnType<typeof checkFieldValue> | { readonly problems: readonly Diagnostic[] }): void {
  const problems = "problems" in checked ? checked.problems : [];
  const [first] = problems;
  if (first === undefined) return;
  throw modelErrors.create("INVALID_INPUT", {
    message: first.message,
    why: "every value is checked before anything is written",
    fix: first.fix,
    diagnostics: problems,
  });
}
