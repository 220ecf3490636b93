import { type DataFlowError, suggestion } from "@dataflow/core";
import type { AnyModelDefinition } from "../definition/model-definition.ts";
import { modelErrors } from "./model-errors.ts";

/**
 * The error for a name that no model has.
 *
 * @param name what was asked for
 * @param known the names that there are
 */
export function unknownModel(name: string, known: readonly string[]): DataFlowError {
  return modelErrors.create("UNKNOWN_MODEL", {
    message: `this DataFlow has no model "${name}"`,
    why: "a model is known by its own name, and only after it was added",
    fix: suggestion(name, known),
    meta: { model: name },
  });
}

/**
 * The error for a model whose name or table another has.
 *
 * @param definition the model
 * @param why what the other has
 */
export function duplicateModel(definition: AnyModelDefinition, why: string): DataFlowError {
  return modelErrors.create("DUPLICATE_MODEL", {
    message: `the model ${definition.name} cannot be added: ${why}`,
    why,
    fix: "use another name, or tableName for another table",
    meta: { model: definition.name },
  });
}

/**
 * The error for a reference to a model that was never given to the DataFlow.
 *
 * @param name the model
 */
export function strangeModel(name: string): DataFlowError {
  return modelErrors.create("UNKNOWN_MODEL", {
    message: `the model ${name} is not one of this DataFlow`,
    why: "a reference leads to a model that was never given to the DataFlow that uses it",
    fix: `add it: db.model(${name}), or in the option models`,
    meta: { model: name },
  });
}
