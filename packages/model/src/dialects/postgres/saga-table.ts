import type { SagaTable } from "../saga-tables.ts";

/** Any number that is ours alone: two processes that make the table at once would meet on the name of its type. */
const SET_UP_LOCK = 7_263_410_226;

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
  now: "(extract(epoch FROM clock_timestamp()) * 1000)::bigint",
  placeholders: (text: string) => {
    let count = 0;
    return text.replaceAll("?", () => `$${++count}`);
  },
});
