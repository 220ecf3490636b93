import type { Schema } from "@dataflow/core";
import type { Connection } from "@dataflow/database";
import type { DriftReport } from "../drift/drift.ts";
import type { DriftPatchResult, PatchDriftOptions } from "../drift/patch-drift.ts";
import type { DriftAnswer } from "../drift/settle-drift.ts";

/**
 * Finds what the database has, lacks or has otherwise, and neither models nor the history of migrations and snapshots
 * know: what somebody did by hand. It reads, and writes nothing.
 *
 * @param connection the database
 * @param models the tables that models ask for; none by default
 * @returns each change with its evidence and the three ways on: adopt it, patch the database, or ignore it
 * @throws MIGRATION.INVALID_SCHEMA when the tables cannot be created as they are declared
 * @example
 * ```ts
 * import { connect } from "@dataflow/database";
 * import { findDrift, SchemaStateManager } from "@dataflow/migrations";
 *
 * const connection = connect("sqlite::memory:");
 * await new SchemaStateManager(connection).createSchemaSnapshot({ description: "agreed" });
 * await connection.run("CREATE TABLE notes (id INTEGER PRIMARY KEY)");
 * const { drifts } = await findDrift(connection);
 * console.log(drifts.map(({ name, change }) => [name, change])); // [["table notes", "added"]]
 * await connection.close();
 * ```
 */
export async function findDrift(connection: Connection, models?: Schema): Promise<DriftReport> {
  const work = await import("../schema-work.ts");
  return work.findDrift(connection, models);
}

/**
 * Brings objects that were changed by hand back to what is known of them: a plan like any other, journaled and locked.
 * What would lose data is left alone unless `allow` names it.
 *
 * @param connection the database, outside of any transaction
 * @param models the tables that models ask for
 * @param options which objects, and what may be lost
 * @returns the plan, what was done and what was refused
 * @throws MIGRATION.UNKNOWN_DRIFT when nothing of that name was changed by hand
 * @throws MIGRATION.PLAN_OUTDATED when the schema was changed meanwhile
 * @throws MIGRATION.STEP_FAILED, MIGRATION.LOCK_TIMEOUT, MIGRATION.UNKNOWN_OPTION
 * @example
 * ```ts
 * import { connect } from "@dataflow/database";
 * import { patchDrift, SchemaStateManager } from "@dataflow/migrations";
 *
 * const connection = connect("sqlite::memory:");
 * await new SchemaStateManager(connection).createSchemaSnapshot({ description: "agreed" });
 * await connection.run("CREATE TABLE notes (id INTEGER PRIMARY KEY)");
 * const { success } = await patchDrift(connection, { tables: [] }, { allow: ["drop table notes"] });
 * console.log(success); // true
 * await connection.close();
 * ```
 */
export async function patchDrift(
  connection: Connection,
  models: Schema,
  options?: PatchDriftOptions,
): Promise<DriftPatchResult> {
  const work = await import("../schema-work.ts");
  return work.patchDrift(connection, models, options);
}

/**
 * Writes down what is to become of objects that were changed by hand. Nothing but the account of this package is written.
 *
 * @param connection the database
 * @param models the tables that models ask for
 * @param answer the objects by name, as `findDrift` shows them: `{ adopt: "column users.nickname" }`
 * @throws MIGRATION.UNKNOWN_DRIFT when nothing of that name was changed by hand, or nothing was said about it
 * @throws MIGRATION.INVALID_OPTION when the answer is none
 * @example
 * ```ts
 * import { connect } from "@dataflow/database";
 * import { findDrift, SchemaStateManager, settleDrift } from "@dataflow/migrations";
 *
 * const connection = connect("sqlite::memory:");
 * await new SchemaStateManager(connection).createSchemaSnapshot({ description: "agreed" });
 * await connection.run("CREATE TABLE notes (id INTEGER PRIMARY KEY)");
 * await settleDrift(connection, { tables: [] }, { ignore: "table notes", reason: "an experiment" });
 * const { drifts, ignored } = await findDrift(connection);
 * console.log(drifts.length, ignored[0]?.reason); // 0 "an experiment"
 * await connection.close();
 * ```
 */
export async function settleDrift(connection: Connection, models: Schema, answer: DriftAnswer): Promise<void> {
  const work = await import("../schema-work.ts");
  return work.settleDrift(connection, models, answer);
}
