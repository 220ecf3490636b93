import type { MaybePromise, Table } from "@dataflow/core";
import type { Connection } from "@dataflow/database";
import { ensureSchema } from "@dataflow/migrations";
import { modelErrors } from "../errors/model-errors.ts";

/** Knows whether the tables of a DataFlow are there, and sees to it when they are not known to be. */
export class SchemaReadiness {
  readonly #connection: Connection;
  readonly #mode: "create" | "verify";
  readonly #tables: () => readonly Table[];
  readonly #prepared: (hasChanged: boolean) => Promise<void>;
  #isReady = false;
  #preparing: Promise<void> | undefined;

  /**
   * @param connection the database
   * @param mode whether missing tables are created, or reported
   * @param tables all tables that the models ask for, at the time they are asked for
   * @param prepared told when the tables are there, and whether some of them were not before
   */
  constructor(
    connection: Connection,
    mode: "create" | "verify",
    tables: () => readonly Table[],
    prepared: (hasChanged: boolean) => Promise<void>,
  ) {
    this.#connection = connection;
    this.#mode = mode;
    this.#tables = tables;
    this.#prepared = prepared;
  }

  /** A model was added: its table has not been looked for yet. */
  invalidate(): void {
    this.#isReady = false;
    this.#preparing = undefined;
  }

  /** Resolves when the tables are there; answers at once when they are known to be. A failure is tried again next time. */
  ready(): MaybePromise<void> {
    if (this.#isReady) return undefined;
    if (this.#connection.inTransaction) throw insideTransaction();
    this.#preparing ??= this.#prepare();
    return this.#preparing;
  }

  async #prepare(): Promise<void> {
    const tables = this.#tables();
    const current = Promise.resolve().then(() => ensureSchema(this.#connection, { tables }, { mode: this.#mode }));
    try {
      const { created } = await current;
      await this.#prepared(created.length > 0);
      this.#isReady = tables.length === this.#tables().length;
    } finally {
      this.#preparing = undefined;
    }
  }
}

/** Tables created inside a transaction would go when it is rolled back, while we believed them to be there. */
function insideTransaction() {
  return modelErrors.create("SCHEMA_NOT_READY", {
    message: "the tables are not known to be there yet, and a transaction is open",
    why: "tables are created on first use, which must not be part of a transaction that may be rolled back",
    fix: "open the transaction with db.transaction(), which prepares the tables first, or await db.initialize() at the start",
  });
}
