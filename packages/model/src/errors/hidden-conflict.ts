import type { OperationName } from "../operation/operation.ts";
import { modelErrors } from "./model-errors.ts";

/**
 * Makes the error for an upsert whose key belongs to a row that its caller cannot see.
 *
 * @param model the model's name
 * @param operation what was asked for
 * @param fields the key
 * @returns the error, to throw
 */
export function hiddenConflict(model: string, operation: OperationName, fields: readonly string[]) {
  return modelErrors.create("HIDDEN_CONFLICT", {
    message: `${model}.${operation}: a row that is not visible here has the key`,
    why: "it was soft-deleted, or belongs to another tenant; an upsert must neither change it nor store a second one",
    fix: "use another key, or make the hidden row's key free first",
    meta: { model, operation, fields },
  });
}
