import type { Connection } from "@dataflow/database";
import type { Terminal } from "../evolve/confirm-migration.ts";
import type { DeclaredModels, MigrateResult, ModelsPlan, RenameAnswer } from "../evolve/migrate-models.ts";
import type { MigrateOptions } from "../evolve/migrate-options.ts";

/**
 * Makes the database what models ask for, when somebody asks for it: everything that a start leaves alone too, as far as
 * it is allowed. Before, it says what would be done, and asks.
 *
 * @param connection the database, outside of any transaction
 * @param models the tables that models ask for
 * @param options what is allowed, and whether anybody is asked
 * @param terminal where a person is asked; by default the terminal of this process
 * @returns the steps, what was refused, and whether the models can work
 * @throws MIGRATION.RENAME_UNDECIDED, MIGRATION.RISK_TOO_HIGH, MIGRATION.CONFIRMATION_NEEDED and nothing was done
 * @throws MIGRATION.UNKNOWN_RENAME, MIGRATION.AMBIGUOUS_RENAME, MIGRATION.INVALID_SCHEMA
 * @throws MIGRATION.UNKNOWN_OPTION, MIGRATION.INVALID_OPTION
 * @throws MIGRATION.STEP_FAILED, MIGRATION.LOCK_TIMEOUT
 * @example
 * ```ts
 * import { connect } from "@dataflow/database";
 * import { migrateModels } from "@dataflow/migrations";
 *
 * const connection = connect("sqlite::memory:");
 * const { success, migrations } = await migrateModels(connection, { tables: [] }, { dryRun: true });
 * console.log(success, migrations.length); // true 0
 * await connection.close();
 * ```
 */
export async function migrateModels(
  connection: Connection,
  models: DeclaredModels,
  options?: MigrateOptions,
  terminal?: Terminal | undefined,
): Promise<MigrateResult> {
  const work = await import("../schema-work.ts");
  return work.migrateModels(connection, models, options, terminal);
}

/**
 * Plans all that models ask for, to be looked at and run with care. Nothing is written.
 *
 * @param connection the database
 * @param models what the models ask for
 * @param options what may be lost, and what was renamed
 * @returns the plan, where it leads, and the preview of its steps
 * @throws MIGRATION.UNKNOWN_OPTION, MIGRATION.INVALID_OPTION
 * @example
 * ```ts
 * import { connect } from "@dataflow/database";
 * import { planForModels, runMigration } from "@dataflow/migrations";
 *
 * const connection = connect("sqlite:shop.db");
 * const { plan, desired } = await planForModels(connection, { tables: [] });
 * await runMigration(connection, plan, { desired });
 * await connection.close();
 * ```
 */
export async function planForModels(
  connection: Connection,
  models: DeclaredModels,
  options?: Pick<MigrateOptions, "allow" | "renames" | "concurrently">,
): Promise<ModelsPlan> {
  const work = await import("../schema-work.ts");
  return work.planForModels(connection, models, options);
}

/**
 * Notes that models have what they asked for, after a plan for them was run.
 *
 * @param connection the database
 * @param models what the models ask for
 * @returns whether nothing that they need is missing
 * @example
 * ```ts
 * import { connect } from "@dataflow/database";
 * import { noteModelsReached } from "@dataflow/migrations";
 *
 * const connection = connect("sqlite::memory:");
 * console.log(await noteModelsReached(connection, { tables: [] })); // true
 * await connection.close();
 * ```
 */
export async function noteModelsReached(connection: Connection, models: DeclaredModels): Promise<boolean> {
  const work = await import("../schema-work.ts");
  return work.noteModelsReached(connection, models);
}

/**
 * Writes down an answer, so that nobody is asked again, on this database.
 *
 * @param connection the database
 * @param models the tables that models ask for
 * @param answer the object as the question shows it: `"column users.name"`
 * @throws MIGRATION.UNKNOWN_RENAME when there is no such object
 * @example
 * ```ts
 * import { connect } from "@dataflow/database";
 * import { answerRename } from "@dataflow/migrations";
 *
 * const connection = connect("sqlite:app.db");
 * const users = { name: "users", columns: [], uniques: [], foreignKeys: [], indexes: [] };
 * await answerRename(connection, { tables: [users], hints: [] }, { renamed: "column users.name", to: "full_name" });
 * await connection.close();
 * ```
 */
export async function answerRename(
  connection: Connection,
  models: DeclaredModels,
  answer: RenameAnswer,
): Promise<void> {
  const work = await import("../schema-work.ts");
  return work.answerRename(connection, models, answer);
}
