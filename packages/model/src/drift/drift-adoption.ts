import type { Table } from "@dataflow/core";
import type { Drift, DriftReport } from "@dataflow/migrations";
import type { AnyModelDefinition } from "../definition/model-definition.ts";
import { modelNameOf } from "../naming/table-name.ts";
import { fieldText, indexText, modelText } from "./field-text.ts";

/** How a change that was made by hand is taken into the models. */
export interface DriftAdoption {
  /** The model that it is about; absent when it is about none. */
  readonly model?: string;
  /** What to write there: `nickname: field.text().optional(),`. Absent where there is nothing to write. */
  readonly text?: string;
  /** What to do, in one sentence. */
  readonly instruction: string;
}

/** A change that was made by hand, with what to write into the models to adopt it. */
export interface ModelDrift extends Drift {
  readonly adopt: DriftAdoption;
}

/** What the database has that neither models nor history know. */
export interface ModelDriftReport extends Omit<DriftReport, "drifts"> {
  readonly drifts: readonly ModelDrift[];
}

/**
 * Says what to write into the models so that they know of a change.
 *
 * @param drift the change
 * @param models the models
 * @returns the text, and where it goes
 */
export function adoptionOf(drift: Drift, models: readonly AnyModelDefinition[]): DriftAdoption {
  const { table, name, change, object } = drift;
  const settle = `db.migrations.settleDrift({ adopt: ${JSON.stringify(name)} })`;
  const kind = object.slice(0, object.indexOf(" "));
  const modelOf = (tableName: string): string =>
    models.find((model) => model.tableName === tableName)?.name ?? modelNameOf(tableName);
  if (table === undefined && !MODELLED.has(kind))
    return { instruction: `models have no word for it; ${settle} marks it as known` };
  const owner = table === undefined ? undefined : models.find(({ tableName }) => tableName === table.name);
  const model = owner?.name ?? (table === undefined ? undefined : modelOf(table.name));
  const named = model === undefined ? {} : { model };
  const text = change === "missing" || table === undefined ? undefined : textOf(drift, table, modelOf);
  if (text === undefined) {
    const what = change === "missing" ? `take it out of ${place(model)} if it is there` : "models have no word for it";
    return { ...named, instruction: `${what}; ${settle} marks it as known` };
  }
  const how = change === "added" ? "write it into" : "write it in the place of what is in";
  const where = kind === "table" ? "the models" : place(owner?.name);
  return { ...named, text, instruction: `${how} ${where}, then ${settle} marks it as known` };
}

const MODELLED: ReadonlySet<string> = new Set(["table", "column", "constraint", "index"]);

function place(model: string | undefined): string {
  return model === undefined ? "the model of its table, if there is one" : `the model ${model}`;
}

function textOf({ object, parts }: Drift, table: Table, modelOf: (table: string) => string): string | undefined {
  if (object.startsWith("table ")) return modelText(table, modelOf(table.name), modelOf);
  const isNamed = (name: string): boolean => endsWithName(object, name);
  if (object.startsWith("column ")) {
    const column = table.columns.find(({ name }) => isNamed(name));
    return column && fieldText(column, table, modelOf);
  }
  const indexes = table.indexes.map((index) => ({ ...index, columns: index.columns.map((column) => column.name) }));
  const found =
    table.foreignKeys.find(({ name }) => isNamed(name)) ??
    [...table.uniques.map((unique) => ({ ...unique, unique: true })), ...indexes].find(({ name }) => isNamed(name));
  const [only, ...more] = found?.columns ?? [];
  if (found === undefined || parts.length > 0) return undefined;
  if (more.length > 0) return "unique" in found ? indexText(found.name, found.columns, found.unique) : undefined;
  const column = table.columns.find(({ name }) => name === only);
  return column && fieldText(column, table, modelOf);
}

/** Names that are not plain are quoted in identities. */
function endsWithName(object: string, name: string): boolean {
  const quoted = `"${name.replaceAll('"', '""')}"`;
  return [name, quoted].some((word) => object.endsWith(`.${word}`) || object.endsWith(` ${word}`));
}
