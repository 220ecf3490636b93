export { changedSchema } from "./arbitraries/changed-schema.ts";
export { postgresSchema, type Tape } from "./arbitraries/dialects/postgres/schema.ts";
export { sqliteSchema } from "./arbitraries/dialects/sqlite/schema.ts";
export { documentUpdates, updatedDocuments } from "./arbitraries/document-updates.ts";
export { documentFilters, elementConditions, jsonValues, nestedDocuments } from "./arbitraries/documents.ts";
export { type FieldTypes, filteredDocuments, filters } from "./arbitraries/filters.ts";
export { type ArbitraryTable, pipelines, type Stage } from "./arbitraries/pipelines.ts";
export { type ArbitraryRow, type RowShape, rows } from "./arbitraries/rows.ts";
export { type SchemaPair, schemaPair, schemaPairs, schemas } from "./arbitraries/schemas.ts";
export { SeededChoices } from "./arbitraries/seeded-choices.ts";
export { anyValue, fewValues, texts } from "./arbitraries/values.ts";
export {
  type NodeFate,
  type PlannedNode,
  plannedFates,
  plannedWorkflow,
  type WorkflowLog,
  workflowPlans,
} from "./arbitraries/workflows.ts";
