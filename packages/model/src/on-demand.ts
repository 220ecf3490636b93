/**
 * What a program may never need: rows in files, tables that are there already, models that a database keeps, and many rows
 * at once. It is loaded by the first call that asks for it. It is one module so that the build makes one file of it; a
 * module for each would scatter what they share over dozens of files.
 */

export { discoverSchema, registerSchema } from "./discovery/existing-database.ts";
export { persistModels, reconstructModels } from "./discovery/reconstruct-models.ts";
export { adoptionOf } from "./drift/drift-adoption.ts";
export { exportRows } from "./transfer/export-rows.ts";
export { importRows } from "./transfer/import-rows.ts";
