import type { DataFlowError } from "@dataflow/core";
import { modelErrors } from "./model-errors.ts";

/**
 * The error for a write to a view.
 *
 * @param model the model's name
 * @param view the view
 * @param operation what was asked for
 */
export function readOnlyModel(model: string, view: string, operation: string): DataFlowError {
  return modelErrors.create("READ_ONLY", {
    message: `${model}.${operation}: the model can only be read`,
    why: `it stands for the view "${view}", whose rows are computed from those of tables`,
    fix: "write to the model of the table that the rows come from",
    meta: { model, operation },
  });
}

/**
 * The error for an operation on one row of a model whose rows have no key.
 *
 * @param model the model's name
 */
export function noPrimaryKey(model: string): DataFlowError {
  return modelErrors.create("NO_PRIMARY_KEY", {
    message: `${model} has no primary key, so no row of it can be named`,
    why: "the table or view that the model was made from has none, and one row could be taken for another",
    fix: "use list, bulkUpdate or bulkDelete with a filter, or give the table a primary key",
    meta: { model },
  });
}
