import { isPlainObject, suggestion } from "@dataflow/core";
import type { Connection } from "@dataflow/database";
import type { AnyModelDefinition } from "../definition/model-definition.ts";
import { isModelDefinition } from "../definition/resolve-references.ts";
import { DEFAULT_DATABASE_URL } from "../dialects/default-url.ts";
import { modelErrors } from "../errors/model-errors.ts";
import type { OperationEvent } from "../stages/events-stage.ts";

/** Models by the names they have in a DataFlow. */
export type ModelMap = Readonly<Record<string, AnyModelDefinition>>;

/** What can be said about a DataFlow beside its URL. */
export interface DataFlowOptions<Models extends ModelMap = ModelMap> {
  /** Models that are known from the start, so that the whole database is typed. */
  readonly models?: Models;
  /**
   * Whether tables are created and evolved on first use: nothing is dropped or narrowed. Default `true`. Without it, a
   * missing table or column is an error.
   */
  readonly autoMigrate?: boolean;
  /** Whether the schema belongs to someone else and is never touched, whatever `autoMigrate` says. Default `false`. */
  readonly existingSchemaMode?: boolean;
  /**
   * Whether the models are kept in the database, so that another process can `reconstructModelsFromRegistry()`. By default
   * they are written whenever a start creates tables; with `true` every start compares them, which costs one query more.
   * Where the schema is not to be touched (`existingSchemaMode`, `autoMigrate: false`) the default is `false`.
   */
  readonly enableModelPersistence?: boolean;
  /** The most connections to a server. Default 20. */
  readonly poolSize?: number;
  /** Whether every statement is printed with its duration; never with its values. Default `false`. */
  readonly echo?: boolean;
  /** Milliseconds after which a statement is given up. Without it a statement may take as long as it wants. */
  readonly statementTimeoutMs?: number;
  /**
   * Whether the server is asked what became of a transaction, or of a single operation, when the answer to its commit is
   * lost: costs three round trips for each operation outside of a transaction. Default `false`.
   */
  readonly confirmCommit?: boolean;
  /**
   * Seals the cursors of lists: at least 16 bytes that nobody knows, the same in every process that answers. By default
   * the environment variable `DATAFLOW_CURSOR_SECRET`; without it every process makes up its own, and cursors end with it.
   */
  readonly cursorSecret?: string | Uint8Array;
  /** A connection made by `connect`, in place of a URL and of what is said about connecting. `close()` closes it. */
  readonly connection?: Connection;
  /**
   * For tests: whether nothing lasts. Everything happens in one transaction, tables included, which `rollback()` and
   * `close()` undo. By default what the environment variable `DATAFLOW_TDD_MODE` says, and else `false`.
   */
  readonly tddMode?: boolean;
  /**
   * The only folder that imports and exports may read from and write to; their paths are relative to it. Without it, nodes
   * take streams only, because what a node is given may come from anywhere, and methods take any path.
   */
  readonly fileFolder?: string;
  /**
   * Whether reads by key that are called together share one round trip to a server; each gets what it would have got alone.
   * Default `true`.
   */
  readonly batchReads?: boolean;
  /** Told of every operation of every model when it has ended: the hook for metrics. */
  readonly onOperation?: (event: OperationEvent) => void;
}

const BOOLEANS = [
  "autoMigrate",
  "existingSchemaMode",
  "enableModelPersistence",
  "echo",
  "tddMode",
  "batchReads",
  "confirmCommit",
] as const;
const CONNECTING = ["echo", "poolSize", "statementTimeoutMs", "confirmCommit"] as const;
const OPTIONS = [
  "models",
  ...BOOLEANS,
  "poolSize",
  "statementTimeoutMs",
  "cursorSecret",
  "connection",
  "fileFolder",
  "onOperation",
] as const satisfies readonly (keyof DataFlowOptions)[];

/** Options of the seeds that come with later features: named, so that nobody believes they work. */
const LATER: ReadonlySet<string> = new Set([
  "replicas",
  "databases",
  "cache",
  "protection",
  "tenancy",
  "audit",
  "monitoring",
]);

/**
 * Refuses options that do not exist, are not there yet, or have values that cannot be meant.
 *
 * @param options what was given
 * @param databaseUrl what was given before them
 * @throws MODEL.UNKNOWN_OPTION, MODEL.UNSUPPORTED_OPTION, MODEL.INVALID_OPTION
 */
export function checkOptions(options: DataFlowOptions, databaseUrl?: string): void {
  if (databaseUrl !== undefined && typeof databaseUrl !== "string") {
    throw invalidOption("databaseUrl", `pass a text such as "${DEFAULT_DATABASE_URL}", or undefined for DATABASE_URL`);
  }
  const given: unknown = options;
  if (!isPlainObject(given)) throw invalidOption("options", "pass an object: { poolSize: 5 }");
  for (const name of Object.keys(options)) {
    if (!OPTIONS.some((known) => known === name)) throw unknownOption(name);
  }
  for (const name of BOOLEANS) {
    if (options[name] !== undefined && typeof options[name] !== "boolean")
      throw invalidOption(name, "pass true or false");
  }
  for (const name of ["poolSize", "statementTimeoutMs"] as const) {
    const value = options[name];
    if (value !== undefined && !(Number.isInteger(value) && value >= 1))
      throw invalidOption(name, "pass a whole number of at least 1");
  }
  if (options.onOperation !== undefined && typeof options.onOperation !== "function") {
    throw invalidOption("onOperation", "pass a function");
  }
  if (options.fileFolder !== undefined && (typeof options.fileFolder !== "string" || options.fileFolder === "")) {
    throw invalidOption("fileFolder", "pass the path of a folder");
  }
  if (options.connection !== undefined) checkConnection(options, databaseUrl);
  for (const [name, definition] of Object.entries(options.models ?? {})) {
    if (!isModelDefinition(definition)) throw invalidOption(`models.${name}`, "pass what defineModel gives");
    if (definition.name !== name) {
      throw invalidOption(`models.${name}`, `the model is called "${definition.name}": give it under that name`);
    }
  }
}

function checkConnection(options: DataFlowOptions, databaseUrl: string | undefined): void {
  if (typeof options.connection?.execute !== "function") throw invalidOption("connection", "pass what connect() gives");
  if (databaseUrl !== undefined) throw invalidOption("connection", "pass a URL or a connection, not both");
  const said = CONNECTING.find((name) => options[name] !== undefined);
  if (said !== undefined) throw invalidOption(said, "give it to connect(), which made the connection");
}

function unknownOption(name: string) {
  if (LATER.has(name)) {
    return modelErrors.create("UNSUPPORTED_OPTION", {
      message: `DataFlow: the option "${name}" is not available in this version`,
      why: "an option that is accepted and does nothing would be a trap",
      fix: "leave it out",
      meta: { option: name },
    });
  }
  return modelErrors.create("UNKNOWN_OPTION", {
    message: `DataFlow: there is no option "${name}"`,
    why: "an unknown option is never ignored: it would seem to work",
    fix: suggestion(name, OPTIONS),
    meta: { option: name },
  });
}

/**
 * The options of a DataFlow of the same models on another connection.
 *
 * @param options those of the first one
 * @param connection the other connection
 * @returns the same without what is about connecting; the models are taken over as they are
 */
export function optionsOfTwin(options: DataFlowOptions, connection: Connection): Omit<DataFlowOptions, "models"> {
  const { echo, poolSize, statementTimeoutMs, confirmCommit, models, ...others } = options;
  return { ...others, connection, tddMode: false };
}

export function invalidOption(name: string, fix: string) {
  return modelErrors.create("INVALID_OPTION", {
    message: `DataFlow: the option "${name}" cannot be used as it is`,
    why: "its value is not of the kind that the option takes",
    fix,
    meta: { option: name },
  });
}
