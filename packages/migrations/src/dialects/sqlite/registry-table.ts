import type { RegistryTable } from "../registry-tables.ts";

const NAME = "_dataflow_model_registry";

/** Where models are kept. */
export const sqliteRegistryTable: RegistryTable = Object.freeze({
  name: NAME,
  exists: `SELECT 1 FROM sqlite_schema WHERE type = 'table' AND name = '${NAME}'`,
  create: [
    `CREATE TABLE IF NOT EXISTS ${NAME} (
      name TEXT PRIMARY KEY,
      checksum TEXT NOT NULL,
      version INTEGER NOT NULL,
      definition TEXT NOT NULL,
      updated_at TEXT NOT NULL
    )`,
  ],
});
