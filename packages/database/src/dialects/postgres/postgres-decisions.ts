import type { DecisionSql } from "../../distributed/decision-sql.ts";

/** Any number that is ours alone: two processes that make the tables at once would meet on the names of their types. */
const SET_UP_LOCK = 7_263_410_225;

/** Decisions beside the other bookkeeping, in a schema of its own. */
export const postgresDecisions: DecisionSql = Object.freeze({
  setUp: Object.freeze([
    `SELECT pg_advisory_xact_lock(${SET_UP_LOCK})`,
    "CREATE SCHEMA IF NOT EXISTS _dataflow",
    "CREATE TABLE IF NOT EXISTS _dataflow.identity (only_one boolean PRIMARY KEY DEFAULT true CHECK (only_one), id text NOT NULL)",
    "CREATE TABLE IF NOT EXISTS _dataflow.decisions (id text PRIMARY KEY, participants text NOT NULL, decided_at timestamptz NOT NULL DEFAULT now())",
  ]),
  identityTable: "_dataflow.identity",
  decisionTable: "_dataflow.decisions",
  waitBriefly: "SET LOCAL lock_timeout = '1s'",
  preparedLimit: "SELECT setting::integer AS most FROM pg_settings WHERE name = 'max_prepared_transactions'",
  preparedNames:
    "SELECT gid AS name FROM pg_prepared_xacts WHERE database = current_database() AND gid LIKE 'dataflow:%'",
});
