import { type Diagnostic, isDataFlowError } from "@dataflow/core";
import { AUDIT_LOG } from "../audit/audit-record.ts";
import type { AnyModelDefinition } from "../definition/model-definition.ts";
import { definitionFromTable } from "./definition-from-table.ts";
import type { DynamicModel } from "./dynamic-model.ts";
import { firstFree } from "./found-names.ts";
import type { FoundEntry, FoundSchema } from "./found-schema.ts";

/** What a DataFlow offers to those who add models to it. */
export interface ModelRegistry {
  /** The model of a table, if it is one already. */
  modelOf(table: string, schema: string | undefined): DynamicModel | undefined;
  has(name: string): boolean;
  add(definition: AnyModelDefinition): DynamicModel;
  /** Told when models were added that nobody declared. */
  added(): Promise<void>;
}

/** What became of tables. */
export interface Registration {
  /** The models by the names of their tables. */
  readonly models: ReadonlyMap<string, DynamicModel>;
  /** Those that were not models before. */
  readonly added: readonly AnyModelDefinition[];
  readonly findings: readonly Diagnostic[];
}

/**
 * Makes models of tables and views that were found. A table that is a model already stays that model.
 *
 * @param found what the database holds
 * @param tables the tables wanted, by name; undefined for all but the parts of partitioned ones
 * @param registry where the models go
 * @returns the models, and what could not be kept
 * @throws MODEL.* when a table that was asked for by name cannot become a model
 */
export function registerTables(
  found: FoundSchema,
  tables: readonly string[] | undefined,
  registry: ModelRegistry,
): Registration {
  const existing = existingModels(found, registry);
  const wanted = [...found.entries.values()].filter((entry) => isWanted(entry, tables));
  const fresh = wanted.filter(({ key }) => !existing.has(key));
  const refused = tables === undefined ? fresh.flatMap(problemsOf) : [];
  const makable = fresh.filter(({ key }) => refused.every(({ path }) => path !== key));
  const made = new Map<string, AnyModelDefinition>();
  const targets = new Set([...existing.keys(), ...makable.map(({ key }) => key)]);
  // A reference is followed when all models are made.
  const lookup = (key: string) =>
    targets.has(key) ? () => made.get(key) ?? (existing.get(key)?.definition as AnyModelDefinition) : undefined;
  for (const entry of makable) {
    const { modelName } = entry.discovered;
    const name = firstFree([modelName, `${modelName}Table`], (candidate) => registry.has(candidate));
    made.set(entry.key, definitionFromTable(entry, name, lookup));
  }
  const models = new Map<string, DynamicModel>();
  for (const { key } of wanted) {
    const definition = made.get(key);
    const model = definition === undefined ? existing.get(key) : registry.add(definition);
    if (model !== undefined) models.set(key, model);
  }
  const findings = [...refused, ...makable.flatMap((entry) => unkept(entry, targets)), ...unmodelled(found, tables)];
  return { models, added: [...made.values()], findings: Object.freeze(findings) };
}

/** The account of another part of DataFlow is nobody's model, nor is a part of a partitioned table unless it is asked for. */
function isWanted({ key, discovered }: FoundEntry, tables: readonly string[] | undefined): boolean {
  if (tables !== undefined) return tables.includes(key);
  return discovered.partitionOf === undefined && discovered.name !== AUDIT_LOG.tableName;
}

function existingModels({ entries }: FoundSchema, registry: ModelRegistry): ReadonlyMap<string, DynamicModel> {
  const existing = new Map<string, DynamicModel>();
  for (const { key, discovered, schema } of entries.values()) {
    const model = registry.modelOf(discovered.name, schema);
    if (model !== undefined) existing.set(key, model);
  }
  return existing;
}

/** Tables with names that nothing can be called by are told of, so that one of them is not in the way of all. */
function problemsOf(entry: FoundEntry): readonly Diagnostic[] {
  try {
    definitionFromTable(entry, entry.discovered.modelName, () => undefined);
    return [];
  } catch (error) {
    if (!isDataFlowError(error)) throw error;
    return [notMade(entry, error.message, error.fix)];
  }
}

/** What a table says and its model cannot. */
function unkept(entry: FoundEntry, targets: ReadonlySet<string>): readonly Diagnostic[] {
  const { key, discovered, otherKeys, references } = entry;
  const composite = otherKeys.map((foreignKey) =>
    finding(
      key,
      `the reference of ${foreignKey.columns.join(", ")} to ${foreignKey.table} is no relation of the model`,
      {
        fix: "the database keeps the reference all the same; filter by its columns to follow it",
      },
    ),
  );
  const dangling = references
    .filter(({ target }) => !targets.has(target))
    .map(({ column, target }) =>
      finding(key, `${column} refers to ${target}, which is no model`, { fix: `register ${target} too to follow it` }),
    );
  const unknown = discovered.columns
    .filter(({ type }) => type.kind === "unknown")
    .map(({ name, sqlType }) =>
      finding(key, `${name} is of the type ${sqlType || "that is not declared"}, which no kind of field covers`, {
        fix: "its values are read and written in the database's own form; they cannot be compared or sorted in queries",
      }),
    );
  return [...composite, ...dangling, ...unknown];
}

function unmodelled({ unmodelled: objects }: FoundSchema, tables: readonly string[] | undefined) {
  return (tables === undefined ? objects : [])
    .filter(({ kind }) => kind.includes("table"))
    .map(({ kind, name }) =>
      finding(name, `the ${kind} ${name} is none of the kinds that become models`, {
        fix: "query it with SqlQueryNode",
      }),
    );
}

function finding(path: string, message: string, { fix }: { readonly fix: string }): Diagnostic {
  return Object.freeze({ code: "MODEL.UNMAPPABLE_TABLE", severity: "info", path, message: `${path}: ${message}`, fix });
}

function notMade({ key }: FoundEntry, message: string, fix: string): Diagnostic {
  return Object.freeze({
    code: "MODEL.UNMAPPABLE_TABLE",
    severity: "error",
    path: key,
    message: `${key} did not become a model: ${message}`,
    fix,
  });
}
