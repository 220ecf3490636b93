/**
 * New values for rows that exist, without keeping anybody waiting: batches along a key, each a transaction of its own
 * with its place saved in it, adapted to take about the same time, and a pause after each.
 */
import { setTimeout as sleep } from "node:timers/promises";
import type { Connection } from "@dataflow/database";
import { migrationDialect } from "../dialects/migration-dialects.ts";
import { quoteIdentifier, quoteTable } from "../dialects/sql-text.ts";
import { migrationErrors } from "../errors/migration-errors.ts";
import { BACKFILL_BEGINNING, type BackfillPosition, type CursorValue } from "../history/backfill-cursor.ts";
import type { BackfillPlan } from "../plan/migration-plan.ts";
import type { BackfillPace } from "./apply-options.ts";

/** What a backfill needs beside what is to be filled. */
export interface BackfillRun {
  /** Where it goes on; at the beginning by default. */
  readonly from?: BackfillPosition;
  readonly pace: Required<BackfillPace>;
  /** Runs one batch as a transaction, again while others are in its way. */
  readonly inTransaction: <Result>(body: () => Promise<Result>) => Promise<Result>;
  /** Saves how far it has come, in the transaction of the batch. */
  readonly save: (position: BackfillPosition) => Promise<void>;
  /** Is called between two batches; throwing ends the backfill. */
  readonly onBatch: (position: BackfillPosition) => void;
}

/** Rows that were inserted behind the cursor while it moved are filled by going through the table again. */
const MOST_PASSES = 5;
const LONGEST_PAUSE_MS = 1_000;
const MOST_ROWS = 1_000_000;

/**
 * Fills the rows of a table.
 *
 * @param connection the database
 * @param plan what to fill, and along which key
 * @param run how, and from where
 * @returns how many rows were changed in all
 * @throws MIGRATION.BACKFILL_INCOMPLETE when rows that are to be filled stay so
 */
export async function runBackfill(connection: Connection, plan: BackfillPlan, run: BackfillRun): Promise<number> {
  let position = run.from ?? BACKFILL_BEGINNING;
  for (let pass = 1; pass <= MOST_PASSES; pass++) {
    position = await onePass(connection, plan, run, position);
    if (!(await isPending(connection, plan))) return position.rows;
    position = { rows: position.rows, batches: position.batches };
  }
  throw incomplete(plan);
}

async function onePass(
  connection: Connection,
  plan: BackfillPlan,
  run: BackfillRun,
  from: BackfillPosition,
): Promise<BackfillPosition> {
  const { batchMs, pauseRatio } = run.pace;
  let position = from;
  for (let { batchRows } = run.pace; ; ) {
    const startedAt = performance.now();
    const asked = batchRows;
    const next = await run.inTransaction(async () => {
      const done = await oneBatch(connection, plan, position, asked);
      if (done !== undefined) await run.save(done.position);
      return done;
    });
    if (next === undefined) return position;
    position = next.position;
    run.onBatch(position);
    // Whoever goes on as long as there are rows never ends where others insert behind the last one all the time.
    if (next.seen < asked) return position;
    const tookMs = performance.now() - startedAt;
    const adapted = Math.round(asked * Math.min(2, Math.max(0.5, batchMs / tookMs)));
    batchRows = Math.min(MOST_ROWS, Math.max(1, adapted));
    await sleep(Math.min(tookMs * pauseRatio, LONGEST_PAUSE_MS));
  }
}

/** @returns undefined when no row is left after the cursor */
async function oneBatch(
  connection: Connection,
  plan: BackfillPlan,
  { cursor, rows, batches }: BackfillPosition,
  batchRows: number,
): Promise<{ readonly position: BackfillPosition; readonly seen: number } | undefined> {
  const sql = batchStatements(plan, cursor !== undefined, batchRows);
  const { placeholders } = migrationDialect(connection.dialect);
  const last = (await connection.query(placeholders(sql.last), cursor ?? [])).rows[0];
  if (last === undefined) return undefined;
  const upTo = plan.key.map((_, index) => keyValue(last[`key_${index}`], plan));
  for (const setting of plan.copy?.before ?? []) await connection.query(setting);
  const { rowCount } = await connection.query(placeholders(sql.fill), [...(cursor ?? []), ...upTo]);
  for (const setting of plan.copy?.after ?? []) await connection.query(setting);
  return { position: { cursor: upTo, rows: rows + rowCount, batches: batches + 1 }, seen: Number(last.seen) };
}

function batchStatements(plan: BackfillPlan, isAfter: boolean, batchRows: number) {
  const { table, key, set, copy, pending, where } = plan;
  const name = quoteTable(table);
  const columns = key.map(quoteIdentifier);
  const list = `(${columns.join(", ")})`;
  const marks = `(${key.map(() => "?").join(", ")})`;
  const after = isAfter ? `${list} > ${marks}` : "TRUE";
  const named = columns.map((column, index) => `${column} AS key_${index}`).join(", ");
  const backwards = key.map((_, index) => `key_${index} DESC`).join(", ");
  const batch = `SELECT ${named} FROM ${name} WHERE ${after} ORDER BY ${columns.join(", ")} LIMIT ${batchRows}`;
  const conditions = [pending, where].flatMap((one) => (one === undefined ? [] : [` AND (${one})`])).join("");
  const rows = `WHERE ${after} AND ${list} <= ${marks}${conditions}`;
  const change = plan.deletes === true ? `DELETE FROM ${name}` : `UPDATE ${name} SET ${set}`;
  return {
    last: `SELECT *, count(*) OVER () AS seen FROM (${batch}) AS batch ORDER BY ${backwards} LIMIT 1`,
    fill:
      copy === undefined ? `${change} ${rows}` : `INSERT INTO ${copy.into} SELECT ${copy.values} FROM ${name} ${rows}`,
  };
}

function keyValue(value: unknown, plan: BackfillPlan): CursorValue {
  const isUsable =
    typeof value === "string" ||
    typeof value === "number" ||
    typeof value === "bigint" ||
    typeof value === "boolean" ||
    value instanceof Uint8Array;
  if (isUsable) return value;
  throw migrationErrors.create("INVALID_PLAN", {
    message: `The key of the backfill of ${quoteTable(plan.table)} has a value that nothing can be compared with`,
    why: "it is NULL or a document, so the rows have no order",
    fix: "take a key whose columns are never NULL, best the primary key",
  });
}

async function isPending(connection: Connection, { table, pending }: BackfillPlan): Promise<boolean> {
  if (pending === undefined) return false;
  const { rows } = await connection.query(`SELECT 1 AS found FROM ${quoteTable(table)} WHERE ${pending} LIMIT 1`);
  return rows.length > 0;
}

function incomplete({ table }: BackfillPlan): Error {
  return migrationErrors.create("BACKFILL_INCOMPLETE", {
    message: `Rows of ${quoteTable(table)} are still to be filled after ${MOST_PASSES} passes`,
    why: "what is set does not make the condition of the backfill false, or rows without a value are inserted faster than they are filled",
    fix: "give the column a default before it is filled, and check what is set",
  });
}
