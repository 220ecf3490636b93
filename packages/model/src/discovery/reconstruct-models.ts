import type { Connection } from "@dataflow/database";
import { type RegisteredEntry, readModelRegistry, writeModelRegistry } from "@dataflow/migrations";
import type { AnyModelDefinition } from "../definition/model-definition.ts";
import { modelErrors } from "../errors/model-errors.ts";
import type { DynamicModel } from "./dynamic-model.ts";
import { type RegisteredModels, registeredModels } from "./existing-database.ts";
import type { ModelRegistry } from "./register-schema.ts";
import { lostParts, restoreDefinition, type StoredDefinition, storeDefinition } from "./stored-definition.ts";

/**
 * Keeps models in the database, for other processes.
 *
 * @param connection the database
 * @param definitions the models
 */
export async function persistModels(connection: Connection, definitions: readonly AnyModelDefinition[]): Promise<void> {
  const entries = definitions.map((definition) => ({
    name: definition.name,
    definition: storeDefinition(definition),
  }));
  if (entries.length > 0) await writeModelRegistry(connection, entries);
}

/**
 * Makes the models that another process has left in the database. One that this DataFlow has already stays as it is.
 *
 * @param connection the database
 * @param registry where the models go
 * @param existing the models that are there, by name
 * @returns the models
 * @throws MODEL.INVALID_DEFINITION when the registry holds something that this version does not read
 */
export async function reconstructModels(
  connection: Connection,
  registry: ModelRegistry,
  existing: ReadonlyMap<string, { readonly definition: AnyModelDefinition }>,
): Promise<RegisteredModels<never>> {
  const stored = (await readModelRegistry(connection)).map(readStored);
  const made = new Map<string, AnyModelDefinition>();
  const modelNamed = (name: string) => existing.get(name)?.definition ?? made.get(name);
  const fresh = stored.filter(({ name }) => !existing.has(name));
  for (const model of fresh) made.set(model.name, restoreDefinition(model, modelNamed));
  const models = new Map<string, DynamicModel>();
  for (const { name, options } of stored) {
    const definition = made.get(name);
    const tableName = options.tableName ?? name;
    const model = definition === undefined ? registry.modelOf(tableName, options.schema) : registry.add(definition);
    const key = options.schema === undefined ? tableName : `${options.schema}.${tableName}`;
    if (model !== undefined) models.set(key, model);
  }
  return registeredModels(models, fresh.flatMap(lostParts));
}

function readStored({ name, definition }: RegisteredEntry): StoredDefinition {
  const isKnown =
    typeof definition === "object" && definition !== null && "form" in definition && definition.form === 1;
  if (isKnown) return definition as StoredDefinition; // this form is written by storeDefinition alone
  throw modelErrors.create("INVALID_DEFINITION", {
    message: `The registry holds ${name} in a form that this version does not read`,
    why: "a later version of DataFlow wrote it",
    fix: "use that version here too",
    meta: { model: name },
  });
}
