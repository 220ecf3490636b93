import { AsyncLocalStorage } from "node:async_hooks";
import {
  createNodeRegistry,
  type MaybePromise,
  type NodeRegistry,
  type NodeSource,
  type NodeType,
  type RunContext,
  type RunScopeOptions,
  WorkflowBuilder,
} from "@dataflow/core";
import {
  type Connection,
  connect,
  type DrizzleHandles,
  drizzleHandle,
  type TransactionOptions,
} from "@dataflow/database";
import { type AuditLog, auditRecordModel, noAuditLog, refuseAuditNames } from "../audit/audit-record.ts";
import { defineModel } from "../definition/define-model.ts";
import type { FieldMap } from "../definition/field.ts";
import type { AnyModelDefinition, ModelDefinition, StrictModelOptions } from "../definition/model-definition.ts";
import type { DefaultModelOptions } from "../definition/model-options.ts";
import { isModelDefinition } from "../definition/resolve-references.ts";
import { DEFAULT_DATABASE_URL } from "../dialects/default-url.ts";
import type { DialectOfUrl } from "../dialects/dialect-of-url.ts";
import type { DiscoveredSchema } from "../discovery/discovered-table.ts";
import type { DiscoveryOptions, RegistrationOptions } from "../discovery/discovery-options.ts";
import { type DynamicModel, dynamicModel } from "../discovery/dynamic-model.ts";
import { discoverSchema, type RegisteredModels, registerSchema } from "../discovery/existing-database.ts";
import { persistModels, reconstructModels } from "../discovery/reconstruct-models.ts";
import type { ModelRegistry } from "../discovery/register-schema.ts";
import { duplicateModel, strangeModel, unknownModel } from "../errors/model-names.ts";
import { Model } from "../model/model.ts";
import type { ModelBinding, ModelHost } from "../model/model-binding.ts";
import { sqlQueryNode } from "../nodes/sql-query-node.ts";
import { type DrizzleTable, definitionFromDrizzle, type ModelFromDrizzle } from "../table/definition-from-drizzle.ts";
import type { BoundModels, SourceTypes } from "./bound-models.ts";
import { cursorKeyOf } from "./cursor-secret.ts";
import { checkOptions, type DataFlowOptions, type ModelMap } from "./dataflow-options.ts";
import { MigrationFiles } from "./migration-files.ts";
import { SchemaReadiness } from "./schema-readiness.ts";

/** Any model of a DataFlow, whatever its fields. */
interface RegisteredModel {
  readonly definition: AnyModelDefinition;
  readonly binding: ModelBinding;
  readonly nodes: Readonly<Record<string, NodeType<never>>>;
}

/**
 * A database with models: each becomes a table, twelve workflow nodes and as many methods.
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
  implements NodeSource<SourceTypes<Models>>
{
  /** The connection that everything of this DataFlow runs on. */
  readonly connection: Connection;
  /** The node types of all models. */
  readonly nodes: NodeRegistry = createNodeRegistry();
  declare readonly "~types"?: SourceTypes<Models>;
  readonly #models = new Map<string, RegisteredModel>();
  #definitions: readonly AnyModelDefinition[] = Object.freeze([]);
  readonly #context = new AsyncLocalStorage<RunContext>();
  readonly #readiness: SchemaReadiness;
  readonly #persists: "always" | "with tables" | "never";
  readonly #host: ModelHost;
  #auditLog: Model<typeof auditRecordModel> | undefined;

  /**
   * @param databaseUrl `sqlite:app.db`, `sqlite::memory:`, `postgresql://user:password@host/database`
   * @param options models, and how to behave
   * @throws DATABASE.INVALID_URL, MODEL.UNKNOWN_OPTION, MODEL.UNSUPPORTED_OPTION, MODEL.INVALID_OPTION
   */
  constructor(databaseUrl?: Url, options: DataFlowOptions<Models> = {}) {
    checkOptions(options);
    const { poolSize, echo, statementTimeoutMs, onOperation } = options;
    this.connection = connect(databaseUrl ?? process.env.DATABASE_URL ?? DEFAULT_DATABASE_URL, {
      ...(poolSize === undefined ? {} : { poolSize }),
      ...(echo === undefined ? {} : { echo }),
      ...(statementTimeoutMs === undefined ? {} : { statementTimeoutMs }),
    });
    const mode = options.existingSchemaMode === true || options.autoMigrate === false ? "verify" : "create";
    const persists = options.enableModelPersistence;
    this.#persists = persists === true ? "always" : persists === false || mode === "verify" ? "never" : "with tables";
    this.#readiness = new SchemaReadiness(
      this.connection,
      mode,
      () => this.#tables(),
      (hasChanged) => this.#persist(hasChanged),
    );
    this.#host = Object.freeze({
      connection: this.connection,
      cursorKey: cursorKeyOf(options.cursorSecret),
      ready: () => this.#readiness.ready(),
      context: () => this.#context.getStore() ?? NO_CONTEXT,
      definitions: () => this.#definitions,
      bindingOf: (definition: AnyModelDefinition) => this.#bindingOf(definition),
      ...(onOperation === undefined ? {} : { onOperation }),
    });
    this.nodes.register(sqlQueryNode(this.connection));
    for (const definition of Object.values(options.models ?? {})) this.#add(definition);
  }

  /** The models that were declared up front, by name. */
  get models(): BoundModels<Models, DialectOfUrl<Url>> {
    // The map holds exactly the models that were given, under the names that were checked to be theirs.
    return Object.freeze(Object.fromEntries(this.#models)) as unknown as BoundModels<Models, DialectOfUrl<Url>>;
  }

  /**
   * The audit log of all models with the option `auditLog`, to be read.
   *
   * @throws MODEL.UNKNOWN_MODEL when there is no such model
   */
  get auditLog(): AuditLog {
    if (this.#auditLog === undefined) throw noAuditLog();
    return this.#auditLog;
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
    if (typeof first === "string") return this.#add(defineModel(first, fields ?? {}, options ?? {}));
    return this.#add(isModelDefinition(first) ? first : definitionFromDrizzle(first));
  }

  /**
   * Describes the tables and views that the database holds, whoever made them: always the real catalog.
   *
   * @param options which database schemas; by default all
   * @returns tables by name; with its schema where that is not the default one: `"auth.users"`
   * @throws DATABASE.* why the database cannot be read
   */
  discoverSchema(options?: DiscoveryOptions): Promise<DiscoveredSchema> {
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
    return Object.keys(await discoverSchema(this.connection, options));
  }

  /**
   * Makes models of tables and views that the database holds. A table that is a model already stays that model.
   *
   * @param options which tables; by default all
   * @returns the models and the types of their nodes, by the names of models and of tables
   * @throws MODEL.INVALID_OPTION a table that is not there
   * @throws DATABASE.* why the database cannot be read
   */
  registerSchemaAsModels<const Name extends string = never>(
    options: RegistrationOptions<Name> = {},
  ): Promise<RegisteredModels<Name>> {
    return registerSchema(this.connection, options, this.#registry());
  }

  /**
   * Makes the models that another process has left in the database, with their options, fields and references. One that
   * this DataFlow has already stays as it is.
   *
   * @returns the models and the types of their nodes, by the names of models and of tables; `findings` names what is a
   * function and could not be kept
   * @throws DATABASE.* why the database cannot be read
   */
  reconstructModelsFromRegistry(): Promise<RegisteredModels<never>> {
    return reconstructModels(this.connection, this.#registry(), this.#models);
  }

  /** Migrations as files, and what became of the schema since the last one. */
  get migrations(): MigrationFiles {
    return new MigrationFiles(this.connection, () => this.#tables());
  }

  /** The names of all models, in the order in which they were added. */
  listModels(): readonly string[] {
    return Object.freeze([...this.#models.keys()]);
  }

  /**
   * A model by its name.
   *
   * @param name the name of the model
   * @returns the model
   * @throws MODEL.UNKNOWN_MODEL when there is none
   */
  getModel(name: string): DynamicModel {
    const model = this.#models.get(name);
    if (model !== undefined) return dynamicModel(model);
    throw unknownModel(name, this.listModels());
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
   * Runs `body` in a transaction: whatever it calls, from anywhere, joins it. Inside another transaction it becomes a
   * savepoint.
   *
   * @param body what to do; when it throws, everything is undone
   * @param options isolation level, read only, retries
   * @returns what the body gives
   */
  async transaction<Result>(body: () => MaybePromise<Result>, options?: TransactionOptions): Promise<Result> {
    if (!this.connection.inTransaction) await this.#readiness.ready();
    return this.connection.transaction(body, options);
  }

  /**
   * Says who is asking, for everything that `body` calls.
   *
   * @param context `{ tenantId: "acme", userId: "u1" }`; added to a context that is already there
   * @param body what to do
   * @returns what the body gives
   */
  withContext<Result>(context: RunContext, body: () => MaybePromise<Result>): MaybePromise<Result> {
    return this.#context.run(Object.freeze({ ...this.#context.getStore(), ...context }), body);
  }

  /** What a run of a workflow needs around it; called by the runtime. */
  runInScope<Result>(
    { context, transaction }: RunScopeOptions,
    body: () => MaybePromise<Result>,
  ): MaybePromise<Result> {
    const inContext = () => (Object.keys(context).length === 0 ? body() : this.withContext(context, body));
    if (transaction === undefined || transaction === false) return inContext();
    return this.transaction(inContext, transaction === true ? undefined : (transaction as TransactionOptions)); // checked by the connection
  }

  /** Waits for what runs, then closes the connection. A second call does nothing. */
  async close(): Promise<void> {
    await this.connection.close();
  }

  async [Symbol.asyncDispose](): Promise<void> {
    await this.close();
  }

  #add<Definition extends AnyModelDefinition>(definition: Definition): Model<Definition> {
    refuseAuditNames(definition);
    for (const { definition: other } of this.#models.values()) {
      if (other.name === definition.name)
        throw duplicateModel(definition, `another model has the name "${other.name}"`);
      if (other.tableName === definition.tableName && other.options.schema === definition.options.schema) {
        throw duplicateModel(definition, `the model ${other.name} has the table "${other.tableName}"`);
      }
    }
    const model = new Model(definition, this.#host);
    for (const nodeType of Object.values(model.nodes)) this.nodes.register(nodeType);
    this.#models.set(definition.name, model);
    if (definition.options.auditLog) this.#auditLog ??= this.#openAuditLog();
    this.#definitions = Object.freeze([...this.#definitions, definition]);
    this.#readiness.invalidate();
    return model;
  }

  async #persist(hasChanged: boolean): Promise<void> {
    if (this.#persists === "never" || (this.#persists === "with tables" && !hasChanged)) return;
    await persistModels(this.connection, this.#definitions);
  }

  #registry(): ModelRegistry {
    return {
      has: (name) => this.#models.has(name),
      modelOf: (table, schema) => {
        const isTable = ({ tableName, options }: AnyModelDefinition) =>
          tableName === table && options.schema === schema;
        const model = [...this.#models.values()].find(({ definition }) => isTable(definition));
        return model && dynamicModel(model);
      },
      add: (definition) => dynamicModel(this.#add(definition)),
      added: () => this.#persist(true),
    };
  }

  #openAuditLog(): Model<typeof auditRecordModel> {
    const log = new Model(auditRecordModel, this.#host);
    const { read, list, count, aggregate } = log.nodes;
    for (const nodeType of [read, list, count, aggregate]) this.nodes.register(nodeType);
    return log;
  }

  #bindingOf(definition: AnyModelDefinition): ModelBinding {
    const model = this.#models.get(definition.name);
    if (model?.definition === definition) return model.binding;
    throw strangeModel(definition.name);
  }

  #tables() {
    const declared = [...this.#models.values()].filter(({ definition }) => definition.found === undefined);
    const tables = declared.map(({ definition }) => {
      for (const { target } of definition.references()) this.#bindingOf(target);
      return definition.schemaTable();
    });
    return this.#auditLog === undefined ? tables : [...tables, auditRecordModel.schemaTable()];
  }
}

const NO_CONTEXT: RunContext = Object.freeze({});
