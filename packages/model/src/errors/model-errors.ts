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
  DRIZZLE_MISSING: { title: "drizzle-orm is not installed" },
});
