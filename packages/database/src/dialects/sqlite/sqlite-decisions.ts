import type { DecisionSql } from "../../distributed/decision-sql.ts";

/** Decisions beside the other bookkeeping. A file prepares no transactions: it can only decide. */
export const sqliteDecisions: DecisionSql = Object.freeze({
  setUp: Object.freeze([
    "CREATE TABLE IF NOT EXISTS _dataflow_identity (only_one INTEGER NOT NULL UNIQUE DEFAULT 1 CHECK (only_one = 1), id TEXT NOT NULL) STRICT",
    "CREATE TABLE IF NOT EXISTS _dataflow_decisions (id TEXT PRIMARY KEY, participants TEXT NOT NULL, decided_at TEXT NOT NULL DEFAULT CURRENT_TIMESTAMP) STRICT",
  ]),
  identityTable: "_dataflow_identity",
  decisionTable: "_dataflow_decisions",
});
