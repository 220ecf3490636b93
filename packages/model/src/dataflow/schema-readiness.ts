import type { MaybePromise, Table } from "@dataflow/core";
import { type Connection, leavingNothing } from "@dataflow/database";
import { evolveSchema, migrationErrors, type OutdatedTable, type RenameHint, verifySchema } from "@dataflow/migrations";
import type { AnyModelDefinition } from "../definition/model-definition.ts";
import { modelErrors } from "../errors/model-errors.ts";

/** What the models of a DataFlow ask for, at the time it is asked. */
export interface ModelDemand {
  readonly tables: readonly Table[];
  readonly hints: readonly RenameHint[];
  /** The models themselves. */
  readonly models: readonly AnyModelDefinition[];
}

/** Whether the schema is changed for the models, or only looked at. */
export type ReadinessMode = "evolve" | "verify";

/** Knows whether the tables of a DataFlow are there, and sees to it when they are not known to be. */
export class SchemaReadiness {
  readonly #connection: Connection;
  readonly #mode: ReadinessMode;
  readonly #demand: () => ModelDemand;
  readonly #prepared: (hasChanged: boolean) => Promise<void>;
  #isReady = false;
  #preparing: Promise<void> | undefined;
  #outdated: readonly OutdatedTable[] = [];
  #isAssumed = false;

  /**
   * @param connection the database
   * @param mode whether the schema is evolved, or only verified
   * @param demand all that the models ask for
   * @param prepared told when the tables are there, and whether some of them were not before
   */
  constructor(
    connection: Connection,
    mode: ReadinessMode,
    demand: () => ModelDemand,
    prepared: (hasChanged: boolean) => Promise<void>,
  ) {
    this.#connection = connection;
    this.#mode = mode;
    this.#demand = demand;
    this.#prepared = prepared;
  }

  /** What is known elsewhere of the same tables holds here, whatever is rolled back. */
  assume(known: SchemaReadiness): void {
    this.#isReady = true;
    this.#isAssumed = true;
    this.#outdated = known.#outdated;
  }

  /** Everything was undone, tables that were created too. */
  rewind(): void {
    if (!this.#isAssumed) this.invalidate();
  }

  /** A model was added, or the schema was changed: what was found does not count any more. */
  invalidate(): void {
    this.#isReady = false;
    this.#isAssumed = false;
    this.#preparing = undefined;
    this.#outdated = [];
  }

  /** Resolves when the tables are there; answers at once when they are known to be. A failure is tried again next time. */
  ready(): MaybePromise<void> {
    if (this.#isReady) return undefined;
    if (this.#connection.inTransaction) throw insideTransaction();
    this.#preparing ??= this.#prepare();
    return this.#preparing;
  }

  /** As `ready`, for the table of one model, which has to be as the model needs it. */
  readyFor({ name, tableName, options: { schema } }: AnyModelDefinition): MaybePromise<void> {
    if (this.#isReady && this.#outdated.length === 0) return undefined;
    const table = { name: tableName, ...(schema === undefined ? {} : { schema }) };
    const ready = this.ready();
    if (ready instanceof Promise) return ready.then(() => this.assertCurrent(name, table));
    this.assertCurrent(name, table);
  }

  /**
   * Refuses to work on a table that is not as its model needs it. All others can be worked on.
   *
   * @param model the model's name
   * @param table its table
   * @throws MIGRATION.TABLE_OUTDATED
   */
  assertCurrent(model: string, table: Pick<Table, "name" | "schema">): void {
    if (this.#outdated.length === 0) return;
    const found = this.#outdated.find((one) => one.table === table.name && one.schema === table.schema);
    if (found !== undefined) throw tableOutdated(model, found);
  }

  async #prepare(): Promise<void> {
    const demand = this.#demand();
    try {
      await leavingNothing(async () => {
        const { outdated, hasChanged } = await this.#apply(demand);
        this.#outdated = outdated;
        await this.#prepared(hasChanged);
      });
      this.#isReady = demand.tables.length === this.#demand().tables.length;
    } finally {
      this.#preparing = undefined;
    }
  }

  async #apply({ tables, hints }: ModelDemand) {
    if (this.#mode === "verify") {
      await verifySchema(this.#connection, { tables });
      return { outdated: [], hasChanged: false };
    }
    const { pending, outdated, steps } = await evolveSchema(this.#connection, { tables }, { hints });
    if (pending.length > 0) warn(pending);
    return { outdated, hasChanged: steps.length > 0 };
  }
}

/** Said once, by the start that finds it; `db.migrations.pending()` says it whenever it is asked. */
function warn(pending: readonly string[]): void {
  process.emitWarning(
    `The models ask for changes that a start does not make by itself:\n${pending.map((text) => `- ${text}`).join("\n")}\nLook at them with db.migrations.pending().`,
    { type: "DataFlowWarning", code: "DATAFLOW_PENDING_MIGRATIONS" },
  );
}

function tableOutdated(model: string, { table, problems }: OutdatedTable) {
  return migrationErrors.create("TABLE_OUTDATED", {
    message: `the table "${table}" is not as the model ${model} needs it:\n${problems.map((text) => `- ${text}`).join("\n")}`,
    why: "the change could lose data, or the rows there do not allow it, so a start leaves it to you; going on would fail or lose values",
    fix: "look at db.migrations.pending(), say what is meant (renamedFrom, allow), and call db.autoMigrate()",
    meta: { model, table },
  });
}

/** Tables created inside a transaction would go when it is rolled back, while we believed them to be there. */
function insideTransaction() {
  return modelErrors.create("SCHEMA_NOT_READY", {
    message: "the tables are not known to be there yet, and a transaction is open",
    why: "tables are created on first use, which must not be part of a transaction that may be rolled back",
    fix: "open the transaction with db.transaction(), which prepares the tables first, or await db.initialize() at the start",
  });
}
