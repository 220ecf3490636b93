import { randomUUID } from "node:crypto";
import type { Connection } from "@dataflow/database";
import type { Catalog } from "../catalog/catalog.ts";
import { migrationDialect } from "../dialects/migration-dialects.ts";
import type { MigrationPlan } from "../plan/migration-plan.ts";
import { bookkeep } from "./bookkeeping-statement.ts";
import { TOOL_VERSION } from "./tool-version.ts";

/**
 * Where a migration is. `applying` without anybody who holds its lock: interrupted. `failed`: a step was refused; what
 * was done before is kept. `superseded`: given up for another plan. `rolledBack`: taken back by a later one.
 */
export type MigrationState = "applying" | "applied" | "failed" | "superseded" | "rolledBack";

/** A migration as history knows it. */
export interface MigrationRecord {
  readonly id: string;
  readonly name: string;
  /** The plan's. */
  readonly hash: string;
  readonly from: string;
  readonly to: string;
  /** The fingerprint after what was done last. */
  readonly at: string;
  readonly state: MigrationState;
  readonly errorCode?: string;
  readonly fencingToken: number;
  readonly toolVersion: string;
  /** By the clock of the database. */
  readonly startedAt: string;
  readonly finishedAt?: string;
}

/** What a migration begins with. */
export interface NewMigration {
  readonly name: string;
  readonly plan: MigrationPlan;
  readonly before: Catalog;
  /** The fingerprint of what is there; it is not the plan's where something is overlooked. */
  readonly from: string;
  readonly fencingToken: number;
}

/** Notes that a migration begins. */
export async function beginRecord(connection: Connection, migration: NewMigration): Promise<MigrationRecord> {
  const { name, plan, before, from, fencingToken } = migration;
  const values = [
    randomUUID(),
    name,
    plan.hash,
    JSON.stringify(plan),
    from,
    plan.to,
    from,
    JSON.stringify(before),
    fencingToken,
    TOOL_VERSION,
  ];
  const { rows } = await bookkeep(
    connection,
    (at, { now }) =>
      `INSERT INTO ${at.migrations} (id, name, hash, plan, from_fingerprint, to_fingerprint, at_fingerprint,
         before_catalog, token, tool_version, state, started_at)
       VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, 'applying', ${now}) RETURNING *`,
    values,
  );
  return recordOf(rows[0] ?? {});
}

/** Notes that an interrupted or failed migration goes on under another lock. */
export async function resumeRecord(connection: Connection, id: string, fencingToken: number): Promise<void> {
  await bookkeep(
    connection,
    (at) =>
      `UPDATE ${at.migrations} SET state = 'applying', error_code = NULL, finished_at = NULL, token = ? WHERE id = ?`,
    [fencingToken, id],
  );
}

/** Notes the fingerprint of what is there now. */
export async function noteFingerprint(connection: Connection, id: string, fingerprint: string): Promise<void> {
  await bookkeep(connection, (at) => `UPDATE ${at.migrations} SET at_fingerprint = ? WHERE id = ?`, [fingerprint, id]);
}

/** Notes how a migration ended. */
export async function endRecord(
  connection: Connection,
  id: string,
  end: { readonly state: Exclude<MigrationState, "applying">; readonly after?: Catalog; readonly errorCode?: string },
): Promise<void> {
  await bookkeep(
    connection,
    (at, { now }) =>
      `UPDATE ${at.migrations} SET state = ?, after_catalog = ?, error_code = ?, finished_at = ${now} WHERE id = ?`,
    [end.state, end.after === undefined ? null : JSON.stringify(end.after), end.errorCode ?? null, id],
  );
}

/** Every migration, the oldest first; none where there is no history yet. */
export async function readRecords(connection: Connection): Promise<readonly MigrationRecord[]> {
  if (!(await migrationDialect(connection.dialect).hasBookkeeping(connection))) return [];
  const { rows } = await bookkeep(connection, (at) => `SELECT ${COLUMNS} FROM ${at.migrations} ORDER BY number`);
  return Object.freeze(rows.map(recordOf));
}

/** The migration that began last. */
export async function readLastRecord(connection: Connection): Promise<MigrationRecord | undefined> {
  const { rows } = await bookkeep(
    connection,
    (at) => `SELECT ${COLUMNS} FROM ${at.migrations} ORDER BY number DESC LIMIT 1`,
  );
  return rows[0] && recordOf(rows[0]);
}

/** The plan of a migration, as it was written down. */
export async function readRecordedPlan(connection: Connection, id: string): Promise<MigrationPlan> {
  // Only this package writes this column, and whoever applies the plan checks its hash.
  return (await readJson(connection, id, "plan")) as MigrationPlan;
}

/** The catalogs before and after a migration; the second is absent unless it was applied. */
export async function readRecordedCatalogs(
  connection: Connection,
  id: string,
): Promise<{ readonly before?: Catalog; readonly after?: Catalog }> {
  // Only this package writes these columns.
  const before = (await readJson(connection, id, "before_catalog")) as Catalog | undefined;
  // As above.
  const after = (await readJson(connection, id, "after_catalog")) as Catalog | undefined;
  return { ...(before && { before }), ...(after && { after }) };
}

async function readJson(connection: Connection, id: string, column: string): Promise<unknown> {
  const { rows } = await bookkeep(connection, (at) => `SELECT ${column} AS text FROM ${at.migrations} WHERE id = ?`, [
    id,
  ]);
  const text = rows[0]?.text;
  return typeof text === "string" ? JSON.parse(text) : undefined;
}

const COLUMNS =
  "id, name, hash, from_fingerprint, to_fingerprint, at_fingerprint, state, error_code, token, tool_version, started_at, finished_at";

const STATES: readonly MigrationState[] = ["applying", "applied", "failed", "superseded", "rolledBack"];

function recordOf(row: Readonly<Record<string, unknown>>): MigrationRecord {
  return Object.freeze({
    id: String(row.id),
    name: String(row.name),
    hash: String(row.hash),
    from: String(row.from_fingerprint),
    to: String(row.to_fingerprint),
    at: String(row.at_fingerprint),
    state: STATES.find((state) => state === row.state) ?? "failed",
    ...(typeof row.error_code === "string" && { errorCode: row.error_code }),
    fencingToken: Number(row.token),
    toolVersion: String(row.tool_version),
    startedAt: String(row.started_at),
    ...(typeof row.finished_at === "string" && { finishedAt: row.finished_at }),
  });
}
