import { defineErrors } from "@dataflow/core";

/** The errors of models: their declarations, their operations, and what they are bound to. */
export const modelErrors = defineErrors("MODEL", {
  INVALID_NAME: { title: "The name of a model, a field, a column or a table cannot be used" },
  INVALID_FIELD: { title: "The declaration of a field contradicts itself or cannot be stored" },
  INVALID_DEFAULT: { title: "The default of a field is not a value of the field" },
  INVALID_REFERENCE: { title: "A reference does not lead to a field that can be referred to" },
  INVALID_OPTION: { title: "An option of a model has a value that it cannot have" },
  UNKNOWN_OPTION: { title: "A model was given an option that does not exist" },
  UNSUPPORTED_OPTION: { title: "The option is not available in this version" },
  UNKNOWN_FIELD: { title: "A name does not stand for any field of the model" },
  INVALID_DEFINITION: { title: "The definition of a model has several mistakes" },
  UNMAPPABLE_TABLE: { title: "A drizzle table cannot become a model without losing something" },
  DUPLICATE_MODEL: { title: "Two models of one DataFlow have the same name or the same table" },
  UNKNOWN_MODEL: { title: "A model is not one of this DataFlow" },
  INVALID_INPUT: { title: "A value to be written does not fit its field" },
  INVALID_PARAMETER: { title: "A parameter of an operation cannot be used" },
  UNKNOWN_PARAMETER: { title: "An operation was given a parameter that it does not take" },
  NOT_FOUND: { title: "There is no row with the given key" },
  VERSION_CONFLICT: { title: "The row was changed since the version that the change was decided on" },
  HIDDEN_CONFLICT: { title: "An upsert met a row that its caller cannot see" },
  TENANT_REQUIRED: { title: "A model with tenants was used without a tenant in the context" },
  NOTHING_TO_CHANGE: { title: "An update names no field to change" },
  EMPTY_FILTER: { title: "A bulk change was given an empty filter" },
  SCHEMA_NOT_READY: { title: "The first operation of a DataFlow was made inside a transaction that it did not open" },
  INEXACT_VALUE: { title: "A driver gave a number that has already lost digits" },
  DRIZZLE_MISSING: { title: "drizzle-orm is not installed" },
});
