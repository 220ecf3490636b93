import type { SagaTable } from "../saga-tables.ts";

/** Beside the other bookkeeping. */
export const sqliteSagaTable: SagaTable = Object.freeze({
  name: "_dataflow_sagas",
  setUp: Object.freeze([
    `CREATE TABLE IF NOT EXISTS _dataflow_sagas (
      saga TEXT NOT NULL,
      saga_key TEXT NOT NULL,
      status TEXT NOT NULL CHECK (status IN ('running', 'completed', 'compensating', 'compensated')),
      position INTEGER NOT NULL,
      version INTEGER NOT NULL,
      steps TEXT NOT NULL,
      input TEXT NOT NULL,
      results TEXT NOT NULL,
      failure TEXT,
      changed_at INTEGER NOT NULL,
      PRIMARY KEY (saga, saga_key)
    ) STRICT`,
  ]),
  now: "CAST(unixepoch('subsec') * 1000 AS INTEGER)",
  placeholders: (text: string) => text,
});
