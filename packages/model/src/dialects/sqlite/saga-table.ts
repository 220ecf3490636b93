import type { SagaTable } from "../saga-tables.ts";

const NOW = "CAST(unixepoch('subsec') * 1000 AS INTEGER)";

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
  columns: "SELECT name FROM pragma_table_info('_dataflow_sagas')",
  added: [
    {
      column: "changed_at",
      statements: [
        "ALTER TABLE _dataflow_sagas ADD COLUMN changed_at INTEGER",
        `UPDATE _dataflow_sagas SET changed_at = ${NOW}`,
      ],
    },
  ],
  now: NOW,
  placeholders: (text: string) => text,
});
