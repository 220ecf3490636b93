import {
  createNodeRegistry,
  type MaybePromise,
  type NodeRegistry,
  type NodeSource,
  WorkflowBuilder,
} from "@dataflow/core";
import {
  type Connection,
  type DrizzleHandles,
  drizzleHandle,
  type IsolatedConnection,
  type IsolateOptions,
  isolate,
} from "@dataflow/database";
import { type MigrateOptions, type MigrateResult, migrateModels } from "@dataflow/migrations";
import { type AuditLog, noAuditLog } from "../audit/audit-record.ts";
import { defineModel } from "../definition/define-model.ts";
import type { FieldMap } from "../definition/field.ts";
import type { AnyModelDefinition, ModelDefinition, StrictModelOptions } from "../definition/model-definition.ts";
import type { DefaultModelOptions } from "../definition/model-options.ts";
import { isModelDefinition } from "../definition/resolve-references.ts";
import type { DialectOfUrl } from "../dialects/dialect-of-url.ts";
import type { DiscoveredSchema } from "../discovery/discovered-table.ts";
import type { DiscoveryOptions, RegistrationOptions } from "../discovery/discovery-options.ts";
import { type DynamicModel, dynamicModel } from "../discovery/dynamic-model.ts";
import type { RegisteredModels } from "../discovery/existing-database.ts";
import { unknownModel } from "../errors/model-names.ts";
import type { Model } from "../model/model.ts";
import type { ModelHost } from "../model/model-binding.ts";
import { sagaNode } from "../nodes/saga-node.ts";
import { sqlQueryNode } from "../nodes/sql-query-node.ts";
import { SagaStore } from "../sagas/saga-store.ts";
import { Sagas } from "../sagas/sagas.ts";
import { type DrizzleTable, definitionFromDrizzle, type ModelFromDrizzle } from "../table/definition-from-drizzle.ts";
import { type TransactionNodes, transactionNodes } from "../transactions/transaction-nodes.ts";
import type { BoundModels, SourceTypes } from "./bound-models.ts";
import { cursorKeyOf } from "./cursor-secret.ts";
import { checkOptions, type DataFlowOptions, type ModelMap, optionsOfTwin } from "./dataflow-options.ts";
import { ModelMigrations } from "./model-migrations.ts";
import { ModelSet, type RegisteredModel } from "./model-set.ts";
import { noContext } from "./no-context.ts";
import { asIsolated, notIsolated, openConnection } from "./open-connection.ts";
import { SchemaReadiness } from "./schema-readiness.ts";
import { tddModeOf } from "./tdd-mode.ts";
import { TransactionalWork } from "./transactional-work.ts";

/**
 * A database with models: each becomes a table, nodes of workflows, and methods that do the same.
 *
 * Nothing is opened before the first operation. Without a URL, `DATABASE_URL` is used, and without that the file
 * `dataflow.db` in the working directory.
 *
 * @example
 * ```ts
 * import { LocalRuntime } from "@dataflow/core";
 * import { DataFlow, defineModel, field } from "@dataflow/model";
 *
 * const User = defineModel("User", { name: field.text(), email: field.text().unique() });
 * const db = new DataFlow("sqlite::memory:", { models: { User } });
 *
 * const workflow = db.workflow().addNode("UserCreateNode", "create", { name: "Alice", email: "alice@example.com" });
 * const { results } = await new LocalRuntime().execute(workflow.build());
 * console.log(results.create.id);
 * await db.close();
 * ```
 */
export class DataFlow<const Models extends ModelMap = Readonly<Record<never, never>>, const Url extends string = string>
  extends TransactionalWork
  implements NodeSource<SourceTypes<Models>>
{
  readonly connection: Connection;
  /** The node types of all models. */
  readonly nodes: NodeRegistry;
  declare readonly "~types"?: SourceTypes<Models>;
  /** What the models ask for beyond what a start does by itself. */
  readonly migrations: ModelMigrations;
  /** The nodes that put others into a transaction, for workflows that work on several databases. */
  readonly transactionNodes: TransactionNodes;
  /** The sagas of this database: those that have not ended, and what is kept of those that have. */
  readonly sagas: Sagas;
  readonly #models: ModelSet;
  readonly #readiness: SchemaReadiness;
  readonly #persists: "always" | "with tables" | "never";
  readonly #host: ModelHost;
  readonly #options: DataFlowOptions<Models>;
  /** What everything is undone with; absent when things last. */
  readonly #isolated: IsolatedConnection | undefined;
  /** The connection that the isolated one borrows from, when it is this DataFlow's to close. */
  readonly #lender: Connection | undefined;

  /**
   * @param databaseUrl `sqlite:app.db`, `sqlite::memory:`, `postgresql://user:password@host/database`
   * @param options models, and how to behave
   * @throws DATABASE.INVALID_URL, MODEL.UNKNOWN_OPTION, MODEL.UNSUPPORTED_OPTION, MODEL.INVALID_OPTION
   */
  constructor(databaseUrl?: Url, options: DataFlowOptions<Models> = {}) {
    super();
    checkOptions(options, databaseUrl);
    const { onOperation, fileFolder, enableModelPersistence: persists } = options;
    const given = options.connection ?? openConnection(databaseUrl, options);
    this.#options = options;
    this.#lender = tddModeOf(options.tddMode) ? given : undefined;
    this.#isolated = this.#lender === undefined ? asIsolated(given) : isolate(given);
    this.connection = this.#isolated ?? given;
    const mode = options.existingSchemaMode === true || options.autoMigrate === false ? "verify" : "evolve";
    this.#persists = persists === true ? "always" : persists === false || mode === "verify" ? "never" : "with tables";
    const demand = () => this.#models.demand();
    const invalidate = () => this.#readiness.invalidate();
    this.#models = new ModelSet(
      () => this.nodes,
      () => this.#host,
      invalidate,
    );
    this.#readiness = new SchemaReadiness(this.connection, mode, demand, (hasChanged) => this.#persist(hasChanged));
    this.migrations = new ModelMigrations(this.connection, demand, invalidate);
    this.#host = Object.freeze({
      connection: this.connection,
      cursorKey: cursorKeyOf(options.cursorSecret),
      batchesReads: options.batchReads ?? true,
      ready: (definition: AnyModelDefinition) => this.#readiness.readyFor(definition),
      context: () => this.context ?? noContext,
      definitions: () => this.#models.definitions,
      bindingOf: (definition: AnyModelDefinition) => this.#models.bindingOf(definition),
      ...(onOperation === undefined ? {} : { onOperation }),
      ...(fileFolder === undefined ? {} : { fileFolder }),
    });
    const sagas = new SagaStore(this.connection);
    this.sagas = new Sagas(sagas);
    this.transactionNodes = transactionNodes({ connection: this.connection, ready: () => this.#readiness.ready() });
    const ownNodes = [sqlQueryNode(this.connection), ...Object.values(this.transactionNodes), sagaNode(this, sagas)];
    this.nodes = createNodeRegistry(ownNodes, this.#models);
    for (const definition of Object.values(options.models ?? {})) this.#models.add(definition);
  }

  /** The models that were declared up front, by name. */
  get models(): BoundModels<Models, DialectOfUrl<Url>> {
    // The map holds exactly the models that were given, under the names that were checked to be theirs.
    return Object.freeze(Object.fromEntries(this.#models.byName)) as unknown as BoundModels<Models, DialectOfUrl<Url>>;
  }

  /**
   * The audit log of all models with the option `auditLog`, to be read.
   *
   * @throws MODEL.UNKNOWN_MODEL when there is no such model
   */
  get auditLog(): AuditLog {
    const log = this.#models.auditLog;
    if (log === undefined) throw noAuditLog();
    return log;
  }

  /** A drizzle handle on the same connection; it runs in the transaction that its caller is in. */
  get drizzle(): DrizzleHandles[DialectOfUrl<Url>] {
    return drizzleHandle(this.connection, this.connection.dialect as DialectOfUrl<Url>); // the URL decides the dialect
  }

  /**
   * Declares a model, or takes one that was declared with `defineModel` or as a drizzle table.
   *
   * @returns the model, ready to use
   * @throws MODEL.* what is wrong with the declaration, MODEL.DUPLICATE_MODEL
   */
  model<const Name extends string, Fields extends FieldMap, const Options = DefaultModelOptions>(
    name: Name,
    fields: Fields,
    options?: StrictModelOptions<Options>,
  ): Model<ModelDefinition<Name, Fields, Options>, DialectOfUrl<Url>>;
  model<Definition extends AnyModelDefinition>(definition: Definition): Model<Definition, DialectOfUrl<Url>>;
  model<Table extends DrizzleTable>(table: Table): Model<ModelFromDrizzle<Table>, DialectOfUrl<Url>>;
  model(first: string | AnyModelDefinition | DrizzleTable, fields?: FieldMap, options?: object): RegisteredModel {
    if (typeof first === "string") return this.#models.add(defineModel(first, fields ?? {}, options ?? {}));
    return this.#models.add(isModelDefinition(first) ? first : definitionFromDrizzle(first));
  }

  /**
   * Describes the tables and views that the database holds, whoever made them: always the real catalog.
   *
   * @param options which database schemas; by default all
   * @returns tables by name; with its schema where that is not the default one: `"auth.users"`
   * @throws DATABASE.* why the database cannot be read
   */
  async discoverSchema(options?: DiscoveryOptions): Promise<DiscoveredSchema> {
    const { discoverSchema } = await import("../on-demand.ts");
    return discoverSchema(this.connection, options);
  }

  /**
   * Names the tables and views that the database holds.
   *
   * @param options which database schemas; by default all
   * @returns the names, sorted
   * @throws DATABASE.* why the database cannot be read
   */
  async showTables(options?: DiscoveryOptions): Promise<readonly string[]> {
    return Object.keys(await this.discoverSchema(options));
  }

  /**
   * Makes models of tables and views that the database holds. A table that is a model already stays that model.
   *
   * @param options which tables; by default all
   * @returns the models and the types of their nodes, by the names of models and of tables
   * @throws MODEL.INVALID_OPTION a table that is not there
   * @throws DATABASE.* why the database cannot be read
   */
  async registerSchemaAsModels<const Name extends string = never>(
    options: RegistrationOptions<Name> = {},
  ): Promise<RegisteredModels<Name>> {
    const { registerSchema } = await import("../on-demand.ts");
    return registerSchema(
      this.connection,
      options,
      this.#models.registry(() => this.#persist(true)),
    );
  }

  /**
   * Makes the models that another process has left in the database, with their options, fields and references. One that
   * this DataFlow has already stays as it is.
   *
   * @returns the models and the types of their nodes, by the names of models and of tables; `findings` names what is a
   * function and could not be kept
   * @throws DATABASE.* why the database cannot be read
   */
  async reconstructModelsFromRegistry(): Promise<RegisteredModels<never>> {
    const { reconstructModels } = await import("../on-demand.ts");
    return reconstructModels(
      this.connection,
      this.#models.registry(() => this.#persist(true)),
      this.#models.byName,
    );
  }

  /** The names of all models, in the order in which they were added. */
  listModels(): readonly string[] {
    return Object.freeze([...this.#models.byName.keys()]);
  }

  /**
   * A model by its name.
   *
   * @param name the name of the model
   * @returns the model
   * @throws MODEL.UNKNOWN_MODEL when there is none
   */
  getModel(name: string): DynamicModel {
    const model = this.#models.byName.get(name);
    if (model !== undefined) return dynamicModel(model);
    throw unknownModel(name, this.listModels());
  }

  protected override ready(): MaybePromise<void> {
    return this.#readiness.ready();
  }

  /** Starts a workflow whose nodes may be this DataFlow's. */
  workflow(): WorkflowBuilder<SourceTypes<Models>> {
    return new WorkflowBuilder(this);
  }

  /**
   * Connects and makes sure that the tables are there. Not needed: the first operation does it.
   *
   * @throws MIGRATION.* what is missing and may not be created, DATABASE.* why the database cannot be reached
   */
  async initialize(): Promise<void> {
    await this.connection.ping();
    await this.#readiness.ready();
  }

  /**
   * Makes the database what the models ask for, what a start leaves alone included, as far as it is allowed. Before, it
   * shows what would be done and asks; without a terminal it fails with the option to add.
   *
   * @param options `dryRun` only shows; `allow` names what may be lost; `autoConfirm` and `maxRiskLevel` are for runs
   * without people
   * @returns the steps, and whether the models can work on the database
   * @throws MIGRATION.CONFIRMATION_NEEDED, MIGRATION.RISK_TOO_HIGH, MIGRATION.RENAME_UNDECIDED and nothing was done
   * @throws MIGRATION.STEP_FAILED what the database refused
   */
  async autoMigrate(options: MigrateOptions = {}): Promise<MigrateResult> {
    const result = await migrateModels(this.connection, this.#models.demand(), options);
    if (options.dryRun !== true) this.#readiness.invalidate();
    return result;
  }

  /**
   * Makes a DataFlow of the same database and the same models on which nothing lasts, for one test: everything that is
   * done with it happens in one transaction, which its `close()` undoes. It borrows a connection of this one, and any
   * number of them can be open.
   *
   * @param options who is told about its statements
   * @returns the isolated DataFlow; the tables of its models are there
   * @throws MIGRATION.*, DATABASE.* as the first operation of this DataFlow would
   */
  async isolate(options: IsolateOptions = {}): Promise<DataFlow<Models, Url>> {
    await this.#readiness.ready();
    return this.#twinOn(isolate(this.connection, options));
  }

  /**
   * Makes a DataFlow of the same models on a copy of this one's database, such as a test has of a database that was
   * prepared once. The tables of the models are taken as they are here: the copy is not looked at.
   *
   * @param connection leads to the copy; it is closed with the new DataFlow
   * @returns the new DataFlow
   * @throws MIGRATION.*, DATABASE.* as the first operation of this DataFlow would, unless it had one already
   */
  async onCopy(connection: Connection): Promise<DataFlow<Models, Url>> {
    await this.#readiness.ready();
    return this.#twinOn(connection);
  }

  /** The same models on another connection, for which the same tables are there. */
  #twinOn(connection: Connection): DataFlow<Models, Url> {
    const twin = new DataFlow<Models, Url>(undefined, optionsOfTwin(this.#options, connection));
    twin.#models.adopt(this.#models);
    twin.#readiness.assume(this.#readiness);
    return twin;
  }

  /**
   * Undoes everything that was done since the start or the last rollback. Only where nothing lasts: with `tddMode`, and
   * on what `isolate()` gives.
   *
   * @throws MODEL.NOT_ISOLATED
   */
  async rollback(): Promise<void> {
    if (this.#isolated === undefined) throw notIsolated();
    await this.#isolated.rollback();
    this.#readiness.rewind();
  }

  /** Waits for what runs, then closes the connection. A second call does nothing. */
  async close(): Promise<void> {
    await this.connection.close();
    await this.#lender?.close();
  }

  async [Symbol.asyncDispose](): Promise<void> {
    await this.close();
  }

  async #persist(hasChanged: boolean): Promise<void> {
    if (this.#persists === "never" || (this.#persists === "with tables" && !hasChanged)) return;
    const { persistModels } = await import("../on-demand.ts");
    await persistModels(this.connection, this.#models.definitions);
  }
}
