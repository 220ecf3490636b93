/**
 * What a start needs that finds nothing new; all else about models that were applied is in model-states.ts, which is loaded
 * when there is something to look at.
 */
import { isDataFlowError, type Schema } from "@dataflow/core";
import type { Connection } from "@dataflow/database";
import { type BookkeepingText, bookkeep } from "../history/bookkeeping-statement.ts";
import { canonicalJson } from "../snapshot/canonical-json.ts";
import type { RenameHint } from "./rename-hint.ts";

/** Why the model of a table cannot work on it. */
export interface OutdatedTable {
  readonly table: string;
  readonly schema?: string;
  /** What is wrong, one sentence each. */
  readonly problems: readonly string[];
}

/** What was found when models were applied last. */
export interface ModelState {
  readonly outdated: readonly OutdatedTable[];
}

/**
 * Looks whether these models were applied to the catalog as it is: one query, and all that a start with nothing to do
 * costs.
 *
 * @param connection the database
 * @param identity the models: what `modelsText` gives
 * @returns what was found then; undefined when there is something to look at
 */
export async function readModelState(connection: Connection, identity: string): Promise<ModelState | undefined> {
  const text: BookkeepingText = (at, { stamp, indexed }) =>
    `SELECT outdated FROM ${at.models} WHERE hash = ${indexed} AND stamp = ${stamp}`;
  const look = () => bookkeep(connection, text, [identity]);
  try {
    // A statement that fails would be the end of a transaction, so there it gets a savepoint.
    const { rows } = await (connection.inTransaction ? connection.transaction(look) : look());
    const outdated = rows[0]?.outdated;
    if (typeof outdated !== "string") return undefined;
    return { outdated: parseOutdated(outdated) };
  } catch (error) {
    if (isMissing(error)) return undefined;
    throw error;
  }
}

/** One text for the same models. With other former names they are others: what they say has to be looked at. */
export function modelsText(wanted: Schema, hints: readonly RenameHint[] | undefined): string {
  return canonicalJson({ wanted: schemaText(wanted), hints: hints ?? [] });
}

/** Whole numbers beyond what JSON has are written as objects of one key. */
export const BIG = "$bigint";

/**
 * Models as text.
 *
 * @param schema the tables that they ask for
 * @returns JSON
 */
export function schemaText(schema: Schema): string {
  return JSON.stringify(schema, (_, value: unknown) => (typeof value === "bigint" ? { [BIG]: String(value) } : value));
}

/** Before anything was written down, there is no place for it; a database of an older version lacks it too. */
export function isMissing(error: unknown): boolean {
  return isDataFlowError(error) && error.code === "DATABASE.UNDEFINED_TABLE";
}

function parseOutdated(text: string): readonly OutdatedTable[] {
  return JSON.parse(text) as readonly OutdatedTable[]; // only this file writes the column
}
