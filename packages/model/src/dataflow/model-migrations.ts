import type { Connection } from "@dataflow/database";
import { answerRename, type MigrationPreview, migrateModels, type RenameAnswer } from "@dataflow/migrations";
import type { ModelDemand } from "./schema-readiness.ts";

/** The migrations of a DataFlow: `db.migrations`. */
export class ModelMigrations {
  readonly #connection: Connection;
  readonly #demand: () => ModelDemand;
  readonly #changed: () => void;

  /**
   * @param connection the database
   * @param demand all that the models ask for
   * @param changed told when something was written that the next operation has to know
   */
  constructor(connection: Connection, demand: () => ModelDemand, changed: () => void) {
    this.#connection = connection;
    this.#demand = demand;
    this.#changed = changed;
  }

  /**
   * What the models ask for and the database does not have: what a start leaves to you. It reads, and writes nothing.
   *
   * @returns the steps, what is refused, and what has to be answered; no steps when nothing is pending
   */
  async pending(): Promise<MigrationPreview> {
    return (await migrateModels(this.#connection, this.#demand(), { dryRun: true })).preview;
  }

  /**
   * Says once and for all, for this database, what became of an object that may have been renamed.
   *
   * @param answer `{ renamed: "column users.name", to: "full_name" }`, or `{ separate: "column users.name" }` when it stays
   * beside the new one
   * @throws MIGRATION.UNKNOWN_RENAME when there is no such object
   */
  async answer(answer: RenameAnswer): Promise<void> {
    await answerRename(this.#connection, this.#demand(), answer);
    this.#changed();
  }
}
