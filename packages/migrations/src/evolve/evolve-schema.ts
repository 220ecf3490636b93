import type { Schema } from "@dataflow/core";
import type { Connection } from "@dataflow/database";
import { type EvolveOptions, resolveEvolveOptions } from "./evolve-options.ts";
import { modelsText, type OutdatedTable, readModelState } from "./model-state.ts";

/** What a start has found and done. */
export interface Evolution {
  /** Whether there was anything to look at: false when models and catalog were the recorded ones. */
  readonly isNew: boolean;
  /** The tables that this call created, in order. */
  readonly created: readonly string[];
  /** The steps that this call did, by their ids. */
  readonly steps: readonly string[];
  /** What is wanted and was not done, one sentence each. */
  readonly pending: readonly string[];
  /** Tables that their models cannot work on. */
  readonly outdated: readonly OutdatedTable[];
}

/**
 * Makes the database what models ask for, as far as that takes nothing away: it creates tables, adds columns, indexes and
 * constraints, widens types, and follows renames that models declare. It never drops a table or column and never narrows
 * one. What it may not do, or cannot because of the rows there are, is said and left.
 *
 * @param connection the database, outside of any transaction
 * @param wanted the tables that models ask for
 * @param options former names, and how long to wait for others
 * @returns what was done and what is pending
 * @throws MIGRATION.INVALID_SCHEMA when tables cannot be created as they are declared
 * @throws MIGRATION.INSIDE_TRANSACTION, MIGRATION.LOCK_TIMEOUT, MIGRATION.STEP_FAILED, MIGRATION.UNKNOWN_OPTION
 * @example
 * ```ts
 * import { connect } from "@dataflow/database";
 * import { evolveSchema } from "@dataflow/migrations";
 *
 * const connection = connect("sqlite::memory:");
 * const id = { name: "id", type: { kind: "integer" }, nullable: false, default: { kind: "autoIncrement" } } as const;
 * const users = { name: "users", columns: [id], primaryKey: { columns: ["id"] }, uniques: [], foreignKeys: [], indexes: [] };
 * const { created } = await evolveSchema(connection, { tables: [users] });
 * console.log(created); // ["users"]
 * await connection.close();
 * ```
 */
export async function evolveSchema(
  connection: Connection,
  wanted: Schema,
  options: EvolveOptions = {},
): Promise<Evolution> {
  const { hints, waitMs, lockTimeoutMs } = resolveEvolveOptions(options);
  const identity = modelsText(wanted, hints);
  const known = await readModelState(connection, identity);
  if (known !== undefined) return { isNew: false, created: [], steps: [], pending: [], ...known };
  const { evolveModels } = await import("../schema-work.ts");
  return evolveModels(connection, wanted, { identity, hints, waitMs, lockTimeoutMs });
}
