import type { Connection } from "@dataflow/database";
import { BOOKKEEPING_SCHEMA } from "./bookkeeping-schema.ts";
import { LOCK_CLASS } from "./hold-keys.ts";
import { postgresBookkeeping } from "./postgres-bookkeeping.ts";

/** A database schema of its own: it is never on anybody's search path. */
const SCHEMA = BOOKKEEPING_SCHEMA;

const CREATE = [
  `CREATE SCHEMA IF NOT EXISTS ${SCHEMA}`,
  `CREATE TABLE IF NOT EXISTS ${SCHEMA}.migrations (
    number bigint GENERATED ALWAYS AS IDENTITY PRIMARY KEY,
    id text NOT NULL UNIQUE,
    name text NOT NULL,
    hash text NOT NULL,
    plan text NOT NULL,
    from_fingerprint text NOT NULL,
    to_fingerprint text NOT NULL,
    at_fingerprint text NOT NULL,
    before_catalog text,
    after_catalog text,
    state text NOT NULL,
    error_code text,
    token bigint NOT NULL,
    tool_version text NOT NULL,
    started_at text NOT NULL,
    finished_at text
  )`,
  `CREATE TABLE IF NOT EXISTS ${SCHEMA}.migration_steps (
    migration text NOT NULL REFERENCES ${SCHEMA}.migrations (id) ON DELETE CASCADE,
    position bigint NOT NULL,
    step text NOT NULL,
    state text NOT NULL,
    rows bigint,
    started_at text NOT NULL,
    finished_at text,
    PRIMARY KEY (migration, position)
  )`,
  `CREATE TABLE IF NOT EXISTS ${SCHEMA}.backfills (
    migration text NOT NULL REFERENCES ${SCHEMA}.migrations (id) ON DELETE CASCADE,
    position bigint NOT NULL,
    cursor text,
    rows bigint NOT NULL,
    batches bigint NOT NULL,
    updated_at text NOT NULL,
    PRIMARY KEY (migration, position)
  )`,
  `CREATE TABLE IF NOT EXISTS ${SCHEMA}.locks (
    token bigint GENERATED ALWAYS AS IDENTITY PRIMARY KEY,
    id text NOT NULL,
    scope text NOT NULL,
    tables text NOT NULL,
    description text NOT NULL,
    metadata text NOT NULL,
    process bigint NOT NULL,
    since text NOT NULL,
    host text NOT NULL,
    acquired_at text NOT NULL
  )`,
  `CREATE TABLE IF NOT EXISTS ${SCHEMA}.models (
    hash text PRIMARY KEY,
    models text NOT NULL,
    stamp text NOT NULL,
    outdated text NOT NULL,
    applied bigint NOT NULL,
    recorded_at text NOT NULL
  )`,
  `CREATE TABLE IF NOT EXISTS ${SCHEMA}.answers (
    object text PRIMARY KEY,
    new_name text,
    answered_at text NOT NULL
  )`,
  `CREATE TABLE IF NOT EXISTS ${SCHEMA}.snapshots (
    number bigint GENERATED ALWAYS AS IDENTITY PRIMARY KEY,
    id text NOT NULL UNIQUE,
    description text NOT NULL,
    fingerprint text NOT NULL,
    content text NOT NULL,
    created_at text NOT NULL
  )`,
  `CREATE TABLE IF NOT EXISTS ${SCHEMA}.backups (
    migration text NOT NULL REFERENCES ${SCHEMA}.migrations (id) ON DELETE CASCADE,
    position bigint NOT NULL,
    step text NOT NULL,
    spec text NOT NULL,
    storage text NOT NULL,
    rows bigint NOT NULL,
    checksum text NOT NULL,
    counters text NOT NULL,
    created_at text NOT NULL,
    PRIMARY KEY (migration, position)
  )`,
  `CREATE TABLE IF NOT EXISTS ${SCHEMA}.drift (
    object text PRIMARY KEY,
    item text NOT NULL,
    answer text NOT NULL,
    found text,
    known text,
    reason text,
    after_migration text,
    noted_at text NOT NULL
  )`,
  `CREATE TABLE IF NOT EXISTS ${SCHEMA}.environments (
    id text PRIMARY KEY,
    name text NOT NULL,
    place text NOT NULL,
    created_at text NOT NULL
  )`,
  `CREATE TABLE IF NOT EXISTS ${SCHEMA}.estimates (
    step text PRIMARY KEY,
    bound_ms bigint NOT NULL,
    noted_at text NOT NULL
  )`,
];

const COUNT = `SELECT count(*) AS n FROM pg_catalog.pg_class c JOIN pg_catalog.pg_namespace n ON n.oid = c.relnamespace
  WHERE n.nspname = '${SCHEMA}' AND c.relname IN (${Object.values(postgresBookkeeping.tables)
    .map((table) => `'${table.slice(SCHEMA.length + 1)}'`)
    .join(", ")})`;

/** Beside the keys of locks, which are of another class. */
const CREATE_KEY = `${LOCK_CLASS + 1}, 0`;

export async function hasPostgresBookkeeping(connection: Connection): Promise<boolean> {
  const { rows } = await connection.query(COUNT);
  return Number(rows[0]?.n) === Object.keys(postgresBookkeeping.tables).length;
}

/** IF NOT EXISTS alone is no protection: two that look at the same time both create, and one fails. */
export async function createPostgresBookkeeping(connection: Connection): Promise<boolean> {
  return connection.transaction(async () => {
    const { rows } = await connection.query(`SELECT pg_try_advisory_xact_lock(${CREATE_KEY}) AS got`);
    if (rows[0]?.got !== true) return false;
    for (const statement of CREATE) await connection.run(statement);
    return true;
  });
}
