/**
 * What a lock excludes. `schema_modification`: every other lock. `table_modification`: other locks on the same tables.
 * `data_modification`: what modifies the schema or the same tables, but not other modifications of data.
 */
export const LOCK_SCOPES = ["schema_modification", "table_modification", "data_modification"] as const;

/** One of {@link LOCK_SCOPES}. */
export type LockScope = (typeof LOCK_SCOPES)[number];
