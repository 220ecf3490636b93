export { defineModel } from "./definition/define-model.ts";
export type { AnyField, Field, FieldMap, FieldTraits, FieldTypes, ModelReference } from "./definition/field.ts";
export type {
  FieldDeclaration,
  FieldDefault,
  FieldReference,
  ReferenceOptions,
} from "./definition/field-declaration.ts";
export { type ElementField, field, isField } from "./definition/field-kinds.ts";
export type { PlainField } from "./definition/make-field.ts";
export type {
  AnyModelDefinition,
  ManagedFields,
  ModelDefinition,
  ModelLike,
  ModelTypes,
  ResolvedModelOptions,
  ResolvedReference,
  StrictModelOptions,
} from "./definition/model-definition.ts";
export type { ModelField } from "./definition/model-field.ts";
export type {
  DefaultModelOptions,
  IndexField,
  ManagedFieldName,
  ModelIndex,
  ModelOptions,
} from "./definition/model-options.ts";
export { isModelDefinition } from "./definition/resolve-references.ts";
export { modelErrors } from "./errors/model-errors.ts";
export { camelCase, snakeCase } from "./naming/snake-case.ts";
export { modelNameOf, tableNameOf } from "./naming/table-name.ts";
export type { Infer, InferInsert, InferKey, InsertOf, KeyOf, RowOf } from "./types/infer.ts";
export type {
  FieldNameOf,
  InferAggregate,
  InferFilter,
  InferSort,
  InferSpecs,
  InferUpdate,
  UpdateOf,
} from "./types/infer-query.ts";
export type { DefinitionOf, KeyNames, ManagedNames, SpecsOf, TypesOf, ValueOf } from "./types/model-fields.ts";
