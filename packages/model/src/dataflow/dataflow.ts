import { AsyncLocalStorage } from "node:async_hooks";
import {
  createNodeRegistry,
  type DialectName,
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
  type IsolatedConnection,
  type IsolateOptions,
  isolate,
  type TransactionOptions,
} from "@dataflow/database";
import { type MigrateOptions, type MigrateResult, migrateModels } from "@dataflow/migrations";
import { type AuditLog, auditRecordModel, noAuditLog, refuseAuditNames } from "../audit/audit-record.ts";
import { defineModel } from "../definition/define-model.ts";
import type { FieldMap } from "../definition/field.ts";
import type { AnyModelDefinition, ModelDefinition, StrictModelOptions } from "../definition/model-definition.ts";
import type { DefaultModelOptions } from "../definition/model-options.ts";
import { renameHints } from "../definition/rename-hints.ts";
import { isModelDefinition } from "../definition/resolve-references.ts";
import { DEFAULT_DATABASE_URL } from "../dialects/default-url.ts";
import type { DialectOfUrl } from "../dialects/dialect-of-url.ts";
import { modelErrors } from "../errors/model-errors.ts";
import { Model } from "../model/model.ts";
import type { ModelBinding, ModelHost } from "../model/model-binding.ts";
import { sqlQueryNode } from "../nodes/sql-query-node.ts";
import { type DrizzleTable, definitionFromDrizzle, type ModelFromDrizzle } from "../table/definition-from-drizzle.ts";
import type { ModelNodeTypes } from "../types/model-nodes.ts";
import type { Registry } from "../types/relation-types.ts";
import { cursorKeyOf } from "./cursor-secret.ts";
import { checkOptions, type DataFlowOptions, type ModelMap } from "./dataflow-options.ts";
import { ModelMigrations } from "./model-migrations.ts";
import { type ModelDemand, SchemaReadiness } from "./schema-readiness.ts";
import { tddModeOf } from "./tdd-mode.ts";

/** The models of a DataFlow that were declared up front, bound to it. */
export type BoundModels<Models, Dialect extends DialectName = DialectName> = {
  readonly [Name in keyof Models]: Models[Name] extends AnyModelDefinition
    ? Model<Models[Name], Dialect, Registry<Models>>
    : never;
};

/** Any model of a DataFlow, whatever its fields. */
interface RegisteredModel {
  readonly definition: AnyModelDefinition;
  readonly binding: ModelBinding;
  readonly nodes: Readonly<Record<string, NodeType<never>>>;
}

/** What the compiler knows of the nodes: everything when models were declared up front, otherwise nothing. */
export type SourceTypes<Models> = [keyof Models] extends [never] ? unknown : ModelNodeTypes<Models>;

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
  /** What the models ask for beyond what a start does by itself. */
  readonly migrations: ModelMigrations;
  readonly #models = new Map<string, RegisteredModel>();
  #definitions: readonly AnyModelDefinition[] = Object.freeze([]);
  readonly #context = new AsyncLocalStorage<RunContext>();
  readonly #readiness: SchemaReadiness;
  readonly #host: ModelHost;
  readonly #options: DataFlowOptions<Models>;
  /** What everything is undone with; absent when things last. */
  readonly #isolated: IsolatedConnection | undefined;
  /** The connection that the isolated one borrows from, when it is this DataFlow's to close. */
  readonly #lender: Connection | undefined;
  #auditLog: Model<typeof auditRecordModel> | undefined;

  /**
   * @param databaseUrl `sqlite:app.db`, `sqlite::memory:`, `postgresql://user:password@host/database`
   * @param options models, and how to behave
   * @throws DATABASE.INVALID_URL, MODEL.UNKNOWN_OPTION, MODEL.UNSUPPORTED_OPTION, MODEL.INVALID_OPTION
   */
  constructor(databaseUrl?: Url, options: DataFlowOptions<Models> = {}) {
    checkOptions(options, databaseUrl);
    const { onOperation } = options;
    const given = options.connection ?? connectAs(databaseUrl, options);
    this.#options = options;
    this.#lender = tddModeOf(options.tddMode) ? given : undefined;
    this.#isolated = this.#lender === undefined ? asIsolated(given) : isolate(given);
    this.connection = this.#isolated ?? given;
    const mode = options.existingSchemaMode === true || options.autoMigrate === false ? "verify" : "evolve";
    this.#readiness = new SchemaReadiness(this.connection, mode, () => this.#demand());
    this.migrations = new ModelMigrations(
      this.connection,
      () => this.#demand(),
      () => this.#readiness.invalidate(),
    );
    this.#host = Object.freeze({
      connection: this.connection,
      cursorKey: cursorKeyOf(options.cursorSecret),
      ready: (definition: AnyModelDefinition) => this.#readyFor(definition),
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
    const result = await migrateModels(this.connection, this.#demand(), options);
    if (options.dryRun !== true) this.#readiness.invalidate();
    return result;
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
    const { echo: _echo, poolSize: _poolSize, statementTimeoutMs: _timeout, ...rest } = this.#options;
    const connection = isolate(this.connection, options);
    const isolated = new DataFlow<Models, Url>(undefined, { ...rest, connection, tddMode: false });
    for (const definition of this.#definitions) {
      if (!isolated.#models.has(definition.name)) isolated.#add(definition);
    }
    isolated.#readiness.assume();
    return isolated;
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

  #add<Definition extends AnyModelDefinition>(definition: Definition): Model<Definition> {
    refuseAuditNames(definition);
    for (const { definition: other } of this.#models.values()) {
      if (other.name === definition.name) throw duplicate(definition, `another model has the name "${other.name}"`);
      if (other.tableName === definition.tableName && other.options.schema === definition.options.schema) {
        throw duplicate(definition, `the model ${other.name} has the table "${other.tableName}"`);
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

  #openAuditLog(): Model<typeof auditRecordModel> {
    const log = new Model(auditRecordModel, this.#host);
    const { read, list, count, aggregate } = log.nodes;
    for (const nodeType of [read, list, count, aggregate]) this.nodes.register(nodeType);
    return log;
  }

  #bindingOf(definition: AnyModelDefinition): ModelBinding {
    const model = this.#models.get(definition.name);
    if (model?.definition === definition) return model.binding;
    throw modelErrors.create("UNKNOWN_MODEL", {
      message: `the model ${definition.name} is not one of this DataFlow`,
      why: "a reference leads to a model that was never given to the DataFlow that uses it",
      fix: `add it: db.model(${definition.name}), or in the option models`,
      meta: { model: definition.name },
    });
  }

  #readyFor({ name, tableName, options: { schema } }: AnyModelDefinition): MaybePromise<void> {
    const current = () =>
      this.#readiness.assertCurrent(name, { name: tableName, ...(schema === undefined ? {} : { schema }) });
    const ready = this.#readiness.ready();
    return ready instanceof Promise ? ready.then(current) : current();
  }

  #demand(): ModelDemand {
    const definitions = [...this.#models.values()].map(({ definition }) => definition);
    for (const { target } of definitions.flatMap((definition) => definition.references())) this.#bindingOf(target);
    const tables = definitions.map((definition) => definition.schemaTable());
    return {
      tables: this.#auditLog === undefined ? tables : [...tables, auditRecordModel.schemaTable()],
      hints: definitions.flatMap(renameHints),
    };
  }
}

function connectAs(databaseUrl: string | undefined, options: DataFlowOptions): Connection {
  const { poolSize, echo, statementTimeoutMs } = options;
  return connect(databaseUrl ?? process.env.DATABASE_URL ?? DEFAULT_DATABASE_URL, {
    ...(poolSize === undefined ? {} : { poolSize }),
    ...(echo === undefined ? {} : { echo }),
    ...(statementTimeoutMs === undefined ? {} : { statementTimeoutMs }),
  });
}

function asIsolated(connection: Connection): IsolatedConnection | undefined {
  return "rollback" in connection ? (connection as IsolatedConnection) : undefined; // nothing else has that method
}

function notIsolated() {
  return modelErrors.create("NOT_ISOLATED", {
    message: "DataFlow: rollback() was asked of a DataFlow whose work lasts",
    why: "what it did is committed already, each operation by itself",
    fix: "use `tddMode: true` or `await db.isolate()` in tests, and db.transaction() elsewhere",
  });
}

const NO_CONTEXT: RunContext = Object.freeze({});

function duplicate(definition: AnyModelDefinition, why: string) {
  return modelErrors.create("DUPLICATE_MODEL", {
    message: `the model ${definition.name} cannot be added: ${why}`,
    why,
    fix: "use another name, or tableName for another table",
    meta: { model: definition.name },
  });
}
