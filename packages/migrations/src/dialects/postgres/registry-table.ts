import type { RegistryTable } from "../registry-tables.ts";
import { LOCK_CLASS } from "./hold-keys.ts";

const NAME = "_dataflow.model_registry";

/** Where models are kept. Two that create it at once would get in each other's way: one waits. */
export const postgresRegistryTable: RegistryTable = Object.freeze({
  name: NAME,
  exists: `SELECT 1 FROM pg_catalog.pg_tables WHERE schemaname = '_dataflow' AND tablename = 'model_registry'`,
  create: [
    `SELECT pg_advisory_xact_lock(${LOCK_CLASS + 1}, 1)`,
    `CREATE TABLE IF NOT EXISTS ${NAME} (
      name text PRIMARY KEY,
      checksum text NOT NULL,
      version integer NOT NULL,
      definition text NOT NULL,
      updated_at text NOT NULL
    )`,
  ],
});
