import type { Schema } from "@dataflow/core";
import type { Connection } from "@dataflow/database";
import type { ObjectId } from "../catalog/object-id.ts";
import { tableKey } from "../diff/table-name.ts";
import { bookkeep } from "../history/bookkeeping-statement.ts";
import { BIG, isMissing, type ModelState, schemaText } from "./model-state.ts";

/** Models that were applied, as they are written down. */
export interface AppliedModels extends ModelState {
  /** Tells these models from all others: what `modelsText` gives. */
  readonly identity: string;
  /** The tables that models ask for and asked for, as far as they are still there. */
  readonly known: Schema;
  /** Of the catalog that was looked at. */
  readonly stamp: string;
}

/** Writes down that models were applied, as the latest. */
export async function recordModels(connection: Connection, models: AppliedModels): Promise<void> {
  const { identity, known, stamp, outdated } = models;
  await bookkeep(
    connection,
    (at, { now, indexed }) =>
      `INSERT INTO ${at.models} (hash, models, stamp, outdated, applied, recorded_at)
       VALUES (${indexed}, ?, ?, ?, (SELECT coalesce(max(applied), 0) + 1 FROM ${at.models}), ${now})
       ON CONFLICT (hash) DO UPDATE SET models = excluded.models, stamp = excluded.stamp,
         outdated = excluded.outdated, applied = excluded.applied, recorded_at = excluded.recorded_at`,
    [identity, schemaText(known), stamp, JSON.stringify(outdated)],
  );
}

function schemaOf(text: string): Schema {
  const revive = (_: string, value: unknown): unknown => {
    const digits = typeof value === "object" && value !== null && BIG in value ? value[BIG] : undefined;
    return typeof digits === "string" ? BigInt(digits) : value;
  };
  return JSON.parse(text, revive) as Schema; // only recordModels writes the column
}

/** What models asked for when they were last applied, and whether it was this application that did. */
export interface PreviousModels {
  readonly known: Schema;
  /** Whether they share a table with the models of now. */
  readonly isRelated: boolean;
}

/**
 * The models that were applied last: those that share a table with the models of now, else any, for all tables may have
 * been renamed.
 *
 * @param connection the database
 * @param wanted the models of now
 * @returns undefined when no models were ever applied
 */
export async function readPreviousModels(connection: Connection, wanted: Schema): Promise<PreviousModels | undefined> {
  const texts = await readTexts(connection);
  const own = new Set(wanted.tables.map(tableKey));
  const all = texts.map(schemaOf);
  const related = all.find(({ tables }) => tables.some((table) => own.has(tableKey(table))));
  const [latest] = all;
  if (related !== undefined) return { known: related, isRelated: true };
  return latest === undefined ? undefined : { known: latest, isRelated: false };
}

async function readTexts(connection: Connection): Promise<readonly string[]> {
  try {
    const { rows } = await bookkeep(
      connection,
      (at) => `SELECT models FROM ${at.models} ORDER BY applied DESC LIMIT 50`,
    );
    return rows.map(({ models }) => String(models));
  } catch (error) {
    if (isMissing(error)) return [];
    throw error;
  }
}

/** What somebody said about an object that may have been renamed: its new name, or that it is another one. */
export type RenameAnswers = ReadonlyMap<ObjectId, string | undefined>;

/** Reads what was answered. */
export async function readAnswers(connection: Connection): Promise<RenameAnswers> {
  try {
    const { rows } = await bookkeep(connection, (at) => `SELECT object, new_name FROM ${at.answers}`);
    return new Map(
      rows.map((row) => [
        String(row.object) as ObjectId, // only recordAnswer writes the column
        typeof row.new_name === "string" ? row.new_name : undefined,
      ]),
    );
  } catch (error) {
    if (isMissing(error)) return new Map();
    throw error;
  }
}

/** Writes an answer down, in the place of an earlier one. */
export async function recordAnswer(connection: Connection, object: ObjectId, name: string | undefined): Promise<void> {
  await bookkeep(
    connection,
    (at, { now }) =>
      `INSERT INTO ${at.answers} (object, new_name, answered_at) VALUES (?, ?, ${now})
       ON CONFLICT (object) DO UPDATE SET new_name = excluded.new_name, answered_at = excluded.answered_at`,
    [object, name ?? null],
  );
  // Whoever starts next has to look again.
  await bookkeep(connection, (at) => `UPDATE ${at.models} SET stamp = ''`);
}
