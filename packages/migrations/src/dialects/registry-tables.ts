import type { DialectName } from "@dataflow/core";
import { postgresRegistryTable } from "./postgres/registry-table.ts";
import { sqliteRegistryTable } from "./sqlite/registry-table.ts";

/** The table that models are kept in, so that another process finds them. */
export interface RegistryTable {
  readonly name: string;
  /** A query that gives a row when it is there. */
  readonly exists: string;
  /** Statements for one transaction. */
  readonly create: readonly string[];
}

/** The table of each dialect. */
export const registryTables: { readonly [Name in DialectName]: RegistryTable } = Object.freeze({
  postgres: postgresRegistryTable,
  sqlite: sqliteRegistryTable,
});
