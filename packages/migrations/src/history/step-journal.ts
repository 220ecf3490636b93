import type { Connection } from "@dataflow/database";
import { bookkeep } from "./bookkeeping-statement.ts";

/** What is known about a step that was begun. */
export interface JournalEntry {
  /** Counted from 0 through all segments of the plan. */
  readonly position: number;
  readonly step: string;
  /** `intent`: it cannot be a part of a transaction, and was about to be run. */
  readonly state: "intent" | "done";
  readonly rows?: number;
  readonly startedAt: string;
  readonly finishedAt?: string;
}

/** A step of a migration. */
export interface StepPlace {
  readonly migration: string;
  readonly position: number;
  readonly step: string;
}

/** Notes that a step is about to be run outside of transactions; what is noted already stays. */
export async function noteIntent(connection: Connection, { migration, position, step }: StepPlace): Promise<void> {
  await bookkeep(
    connection,
    (at, { now }) =>
      `INSERT INTO ${at.steps} (migration, position, step, state, started_at) VALUES (?, ?, ?, 'intent', ${now})
       ON CONFLICT (migration, position) DO NOTHING`,
    [migration, position, step],
  );
}

/** Notes that a step is done; in the transaction of the step where it has one. */
export async function noteDone(
  connection: Connection,
  { migration, position, step }: StepPlace,
  rows?: number,
): Promise<void> {
  await bookkeep(
    connection,
    (at, { now }) =>
      `INSERT INTO ${at.steps} (migration, position, step, state, rows, started_at, finished_at)
       VALUES (?, ?, ?, 'done', ?, ${now}, ${now})
       ON CONFLICT (migration, position) DO UPDATE SET state = 'done', rows = excluded.rows, finished_at = ${now}`,
    [migration, position, step, rows ?? null],
  );
}

/** The steps of a migration that were begun, in order. */
export async function readJournal(connection: Connection, migration: string): Promise<readonly JournalEntry[]> {
  const { rows } = await bookkeep(
    connection,
    (at) => `SELECT * FROM ${at.steps} WHERE migration = ? ORDER BY position`,
    [migration],
  );
  return rows.map((row) => ({
    position: Number(row.position),
    step: String(row.step),
    state: row.state === "done" ? "done" : "intent",
    ...(row.rows !== null && { rows: Number(row.rows) }),
    startedAt: String(row.started_at),
    ...(typeof row.finished_at === "string" && { finishedAt: row.finished_at }),
  }));
}
