import type { SagaTable } from "../saga-tables.ts";

/** Any number that is ours alone: two processes that make the table at once would meet on the name of its type. */
const SET_UP_LOCK = 7_263_410_226;

const NOW = "(extract(epoch FROM clock_timestamp()) * 1000)::bigint";

/** Beside the other bookkeeping, in its schema. */
export const postgresSagaTable: SagaTable = Object.freeze({
  name: "_dataflow.sagas",
  setUp: Object.freeze([
    `SELECT pg_advisory_xact_lock(${SET_UP_LOCK})`,
    "CREATE SCHEMA IF NOT EXISTS _dataflow",
    `CREATE TABLE IF NOT EXISTS _dataflow.sagas (
      saga text NOT NULL,
      saga_key text NOT NULL,
      status text NOT NULL CHECK (status IN ('running', 'completed', 'compensating', 'compensated')),
      position integer NOT NULL,
      version integer NOT NULL,
      steps text NOT NULL,
      input text NOT NULL,
      results text NOT NULL,
      failure text,
      changed_at bigint NOT NULL,
      PRIMARY KEY (saga, saga_key)
    )`,
  ]),
  // Looked up first: adding a column "if not exists" would wait for every saga that runs.
  columns:
    "SELECT attname AS name FROM pg_catalog.pg_attribute WHERE attrelid = '_dataflow.sagas'::regclass AND attnum > 0 AND NOT attisdropped",
  added: [
    {
      column: "changed_at",
      statements: [
        "ALTER TABLE _dataflow.sagas ADD COLUMN changed_at bigint",
        `UPDATE _dataflow.sagas SET changed_at = ${NOW}`,
      ],
    },
  ],
  now: NOW,
  placeholders: (text: string) => {
    let count = 0;
    return text.replaceAll("?", () => `$${++count}`);
  },
});
