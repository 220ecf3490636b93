import type { Connection } from "@dataflow/database";
import { bookkeep } from "./bookkeeping-statement.ts";
import type { StepPlace } from "./step-journal.ts";

/** A value of a key. */
export type CursorValue = string | number | bigint | boolean | Uint8Array;

/** How far a backfill has come. */
export interface BackfillPosition {
  /** The key of the last row that was looked at; absent at the beginning. */
  readonly cursor?: readonly CursorValue[];
  readonly rows: number;
  readonly batches: number;
}

/** Where a backfill begins. */
export const BACKFILL_BEGINNING: BackfillPosition = Object.freeze({ rows: 0, batches: 0 });

/** Notes how far a backfill has come, in the transaction of its batch. */
export async function saveBackfill(
  connection: Connection,
  { migration, position }: StepPlace,
  { cursor, rows, batches }: BackfillPosition,
): Promise<void> {
  await bookkeep(
    connection,
    (at, { now }) =>
      `INSERT INTO ${at.backfills} (migration, position, cursor, rows, batches, updated_at)
       VALUES (?, ?, ?, ?, ?, ${now}) ON CONFLICT (migration, position) DO UPDATE SET
       cursor = excluded.cursor, rows = excluded.rows, batches = excluded.batches, updated_at = excluded.updated_at`,
    [migration, position, cursor === undefined ? null : JSON.stringify(cursor.map(encode)), rows, batches],
  );
}

/** How far a backfill had come. */
export async function readBackfill(
  connection: Connection,
  { migration, position }: StepPlace,
): Promise<BackfillPosition> {
  const { rows } = await bookkeep(
    connection,
    (at) => `SELECT cursor, rows, batches FROM ${at.backfills} WHERE migration = ? AND position = ?`,
    [migration, position],
  );
  const row = rows[0];
  if (row === undefined) return BACKFILL_BEGINNING;
  const cursor: unknown = typeof row.cursor === "string" ? JSON.parse(row.cursor) : undefined;
  return {
    ...(Array.isArray(cursor) && { cursor: cursor.map(decode) }),
    rows: Number(row.rows),
    batches: Number(row.batches),
  };
}

/** Big integers and bytes have no JSON of their own: a list of a word and a text stands for them. */
function encode(value: CursorValue): unknown {
  if (typeof value === "bigint") return ["integer", value.toString()];
  if (value instanceof Uint8Array) return ["bytes", Buffer.from(value).toString("base64")];
  return value;
}

function decode(value: unknown): CursorValue {
  if (Array.isArray(value)) return value[0] === "integer" ? BigInt(value[1]) : Buffer.from(value[1], "base64");
  if (typeof value === "number" || typeof value === "boolean") return value;
  return String(value);
}
