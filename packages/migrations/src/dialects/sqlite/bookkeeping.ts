import type { Connection } from "@dataflow/database";
import { sqliteBookkeeping } from "./sqlite-bookkeeping.ts";

const CREATE = `
  CREATE TABLE IF NOT EXISTS _dataflow_migrations (
    number INTEGER PRIMARY KEY AUTOINCREMENT,
    id TEXT NOT NULL UNIQUE,
    name TEXT NOT NULL,
    hash TEXT NOT NULL,
    plan TEXT NOT NULL,
    from_fingerprint TEXT NOT NULL,
    to_fingerprint TEXT NOT NULL,
    at_fingerprint TEXT NOT NULL,
    before_catalog TEXT,
    after_catalog TEXT,
    state TEXT NOT NULL,
    error_code TEXT,
    token INTEGER NOT NULL,
    tool_version TEXT NOT NULL,
    started_at TEXT NOT NULL,
    finished_at TEXT
  );
  CREATE TABLE IF NOT EXISTS _dataflow_migration_steps (
    migration TEXT NOT NULL,
    position INTEGER NOT NULL,
    step TEXT NOT NULL,
    state TEXT NOT NULL,
    rows INTEGER,
    started_at TEXT NOT NULL,
    finished_at TEXT,
    PRIMARY KEY (migration, position)
  );
  CREATE TABLE IF NOT EXISTS _dataflow_backfills (
    migration TEXT NOT NULL,
    position INTEGER NOT NULL,
    cursor TEXT,
    rows INTEGER NOT NULL,
    batches INTEGER NOT NULL,
    updated_at TEXT NOT NULL,
    PRIMARY KEY (migration, position)
  );
  CREATE TABLE IF NOT EXISTS _dataflow_locks (
    token INTEGER PRIMARY KEY AUTOINCREMENT,
    id TEXT NOT NULL,
    scope TEXT NOT NULL,
    tables TEXT NOT NULL,
    description TEXT NOT NULL,
    metadata TEXT NOT NULL,
    process INTEGER NOT NULL,
    since TEXT NOT NULL,
    host TEXT NOT NULL,
    acquired_at TEXT NOT NULL
  );
  CREATE TABLE IF NOT EXISTS _dataflow_models (
    hash TEXT PRIMARY KEY,
    models TEXT NOT NULL,
    stamp TEXT NOT NULL,
    outdated TEXT NOT NULL,
    applied INTEGER NOT NULL,
    recorded_at TEXT NOT NULL
  );
  CREATE TABLE IF NOT EXISTS _dataflow_answers (
    object TEXT PRIMARY KEY,
    new_name TEXT,
    answered_at TEXT NOT NULL
  );
  CREATE TABLE IF NOT EXISTS _dataflow_snapshots (
    number INTEGER PRIMARY KEY AUTOINCREMENT,
    id TEXT NOT NULL UNIQUE,
    description TEXT NOT NULL,
    fingerprint TEXT NOT NULL,
    content TEXT NOT NULL,
    created_at TEXT NOT NULL
  );
  CREATE TABLE IF NOT EXISTS _dataflow_backups (
    migration TEXT NOT NULL,
    position INTEGER NOT NULL,
    step TEXT NOT NULL,
    spec TEXT NOT NULL,
    storage TEXT NOT NULL,
    rows INTEGER NOT NULL,
    checksum TEXT NOT NULL,
    counters TEXT NOT NULL,
    created_at TEXT NOT NULL,
    PRIMARY KEY (migration, position)
  );
  CREATE TABLE IF NOT EXISTS _dataflow_drift (
    object TEXT PRIMARY KEY,
    item TEXT NOT NULL,
    answer TEXT NOT NULL,
    found TEXT,
    known TEXT,
    reason TEXT,
    after_migration TEXT,
    noted_at TEXT NOT NULL
  );
  CREATE TABLE IF NOT EXISTS _dataflow_environments (
    id TEXT PRIMARY KEY,
    name TEXT NOT NULL,
    place TEXT NOT NULL,
    created_at TEXT NOT NULL
  );
  CREATE TABLE IF NOT EXISTS _dataflow_estimates (
    step TEXT PRIMARY KEY,
    bound_ms INTEGER NOT NULL,
    noted_at TEXT NOT NULL
  )`;

const COUNT = `SELECT count(*) AS n FROM sqlite_schema WHERE type = 'table' AND name IN
  (${Object.values(sqliteBookkeeping.tables)
    .map((table) => `'${table}'`)
    .join(", ")})`;

export async function hasSqliteBookkeeping(connection: Connection): Promise<boolean> {
  const { rows } = await connection.query(COUNT);
  return Number(rows[0]?.n) === Object.keys(sqliteBookkeeping.tables).length;
}

/** One transaction that has the file from its beginning: nobody else can be at it. */
export async function createSqliteBookkeeping(connection: Connection): Promise<boolean> {
  await connection.run(CREATE);
  return true;
}
