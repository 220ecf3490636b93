import type { Diagnostic } from "@dataflow/core";
import type { Connection } from "@dataflow/database";
import type { DiscoveredSchema, DiscoveredTable } from "./discovered-table.ts";
import {
  checkDiscoveryOptions,
  checkNames,
  type DiscoveryOptions,
  type RegistrationOptions,
} from "./discovery-options.ts";
import type { DynamicModel } from "./dynamic-model.ts";
import { type FoundSchema, readFoundSchema } from "./found-schema.ts";
import { type ModelRegistry, registerTables } from "./register-schema.ts";

/** The types of a model's nodes by what they do: `{ create: "UserCreateNode", … }`. Where rows can only be read, those that read. */
export type GeneratedNodes = Readonly<Record<string, string>>;

/** Models that were found, each under its own name and under that of its table. */
export interface RegisteredModels<Name extends string = string> {
  readonly models: Readonly<Record<string, DynamicModel>> & { readonly [Table in Name]: DynamicModel };
  readonly generatedNodes: Readonly<Record<string, GeneratedNodes>> & { readonly [Table in Name]: GeneratedNodes };
  /** What the tables say and their models cannot, and tables that did not become models. */
  readonly findings: readonly Diagnostic[];
}

/**
 * Describes the tables and views of a database.
 *
 * @param connection the database
 * @param options which of them
 * @returns tables by name, in the order of their names
 * @throws MODEL.UNKNOWN_OPTION, MODEL.INVALID_OPTION
 * @throws DATABASE.* why the database cannot be read
 */
export async function discoverSchema(
  connection: Connection,
  options: DiscoveryOptions = {},
): Promise<DiscoveredSchema> {
  checkDiscoveryOptions("discoverSchema", options, ["schemas"]);
  const found = within(await readFoundSchema(connection), options, "discoverSchema");
  const tables: Record<string, DiscoveredTable> = Object.create(null);
  for (const { key, discovered } of found.entries.values()) tables[key] = discovered;
  return Object.freeze(tables);
}

/**
 * Makes models of the tables and views of a database.
 *
 * @param connection the database
 * @param options which of them
 * @param registry where the models go
 * @returns the models
 * @throws MODEL.* as registerTables does
 */
export async function registerSchema<Name extends string>(
  connection: Connection,
  options: RegistrationOptions<Name>,
  registry: ModelRegistry,
): Promise<RegisteredModels<Name>> {
  checkDiscoveryOptions("registerSchemaAsModels", options, ["tables", "schemas"]);
  const found = within(await readFoundSchema(connection), options, "registerSchemaAsModels");
  checkNames("registerSchemaAsModels: tables", options.tables, [...found.entries.keys()]);
  const { models, added, findings } = registerTables(found, options.tables, registry);
  if (added.length > 0) await registry.added();
  return registeredModels(models, findings);
}

/**
 * Makes models findable by both of their names.
 *
 * @param models models by the names of their tables
 * @param findings what is to be told with them
 * @returns the models and their nodes; a model's name wins where another's table has the same
 */
export function registeredModels<Name extends string>(
  models: ReadonlyMap<string, DynamicModel>,
  findings: readonly Diagnostic[],
): RegisteredModels<Name> {
  const byName: Record<string, DynamicModel> = Object.create(null);
  const nodes: Record<string, GeneratedNodes> = Object.create(null);
  const names = [...models].concat([...models.values()].map((model) => [model.name, model]));
  for (const [name, model] of names) {
    byName[name] = model;
    nodes[name] = generatedNodes(model);
  }
  // Every table that was asked for by name is there, or an error was thrown.
  return Object.freeze({
    models: Object.freeze(byName),
    generatedNodes: Object.freeze(nodes),
    findings,
  }) as RegisteredModels<Name>;
}

function generatedNodes({ nodes, definition }: DynamicModel): GeneratedNodes {
  const all = Object.entries(nodes);
  const isReadOnly = definition.found?.isReadOnly === true;
  const useful = all.filter(([name]) => !isReadOnly || READING.has(name));
  return Object.freeze(Object.fromEntries(useful.map(([name, { type }]) => [name, type])));
}

const READING: ReadonlySet<string> = new Set(["read", "list", "count", "aggregate"]);

function within(found: FoundSchema, { schemas }: DiscoveryOptions, method: string): FoundSchema {
  if (schemas === undefined) return found;
  checkNames(`${method}: schemas`, schemas, found.schemas);
  const entries = [...found.entries].filter(([, { discovered }]) => schemas.includes(discovered.schema ?? ""));
  return { ...found, entries: new Map(entries) };
}
