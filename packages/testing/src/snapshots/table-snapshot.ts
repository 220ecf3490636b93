import { suggestion } from "@dataflow/core";
import type { AnyModelDefinition } from "@dataflow/model";
import { invalidFixtureOption, refuseUnknownOptions } from "../context/test-database-options.ts";
import { fixtureErrors } from "../errors/fixture-errors.ts";
import type { BoundModel } from "../factory/row-factory.ts";
import { generatedFields } from "./generated-fields.ts";
import { orderTables, type TableRows } from "./ordered-rows.ts";
import { type PlainValue, plainValue } from "./plain-value.ts";

/** The rows of a table as data that is the same in every run. */
export type TableSnapshot = readonly Readonly<Record<string, PlainValue>>[];

/** What a snapshot says of a table. */
export interface TableSnapshotOptions {
  /** Fields that are left out. */
  readonly omit?: readonly string[];
  /** Generated fields whose values are shown as they are, because the test has given them. */
  readonly keep?: readonly string[];
}

/** A model whose rows can be read. */
interface ReadableModel extends BoundModel {
  stream(input: object): AsyncIterable<object>;
}

/** Gives each generated value a name. */
type NameOf = (field: string, value: unknown, number: number) => PlainValue;

/**
 * The contents of a table, or of all tables of `db.models`, as data that is the same in every run: rows in the order of
 * what they say, generated keys as `"<User 1>"`, wherever they are referred to, and other generated values as
 * `"<createdAt>"`. It is plain JSON data, for `toMatchSnapshot()`, `t.assert.snapshot()`, a file or `deepEqual`.
 *
 * @param models a model of a DataFlow, or an object of them
 * @param options fields to leave out, and generated fields to show
 * @returns the rows; of several models by their names
 * @throws FIXTURE.INVALID_OPTION, FIXTURE.UNKNOWN_OPTION
 * @example
 * ```ts
 * import { createTestContext, tableSnapshot, tddModels } from "@dataflow/testing";
 *
 * await using context = await createTestContext({ models: tddModels });
 * await context.models.User.create({ name: "Ann", email: "a@example.com" });
 * console.log(await tableSnapshot(context.models.User, { omit: ["updatedAt"] }));
 * // [{ id: "<User 1>", name: "Ann", email: "a@example.com", active: true, createdAt: "<createdAt>" }]
 * ```
 */
export async function tableSnapshot(models: BoundModel, options?: TableSnapshotOptions): Promise<TableSnapshot>;
export async function tableSnapshot(
  models: Readonly<Record<string, BoundModel>>,
  options?: TableSnapshotOptions,
): Promise<Readonly<Record<string, TableSnapshot>>>;
export async function tableSnapshot(
  models: BoundModel | Readonly<Record<string, BoundModel>>,
  options: TableSnapshotOptions = {},
): Promise<TableSnapshot | Readonly<Record<string, TableSnapshot>>> {
  const isOne = isReadable(models);
  const all: readonly unknown[] = isOne ? [models] : Object.values(Object(models));
  const readable = all.filter(isReadable);
  if (readable.length === 0 || readable.length < all.length) throw notReadable();
  checkOptions(options, readable);
  const tables = orderTables(await Promise.all(readable.map(readTable)));
  const nameOf = generatedNames(tables);
  const snapshots = tables.map((table) => snapshotOf(table, options, nameOf(table.definition)));
  const [first = []] = snapshots;
  if (isOne) return first;
  return Object.fromEntries(tables.map(({ definition }, at) => [definition.name, snapshots[at] ?? []]));
}

async function readTable(model: ReadableModel): Promise<TableRows> {
  const rows: Record<string, unknown>[] = [];
  for await (const row of model.stream({ orderBy: [...model.definition.primaryKey] })) rows.push({ ...row });
  return { definition: model.definition, rows };
}

function snapshotOf({ definition, rows }: TableRows, options: TableSnapshotOptions, nameOf: NameOf): TableSnapshot {
  const fields = [...definition.fields.keys()].filter((name) => options.omit?.includes(name) !== true);
  return rows.map((row, at) =>
    Object.fromEntries(
      fields.map((name) => {
        const value = row[name];
        const isShown = value === null || options.keep?.includes(name) === true;
        return [name, isShown ? plainValue(value) : nameOf(name, value, at + 1)];
      }),
    ),
  );
}

/** Keys are named after their rows; references to them have the same names. */
function generatedNames(tables: readonly TableRows[]): (definition: AnyModelDefinition) => NameOf {
  const keys = new Map<string, string>();
  const keyOf = (definition: AnyModelDefinition, field: string, value: unknown): string =>
    JSON.stringify([definition.name, field, plainValue(value)]);
  for (const { definition, rows } of tables) {
    for (const field of generatedKeys(definition)) {
      for (const [at, row] of rows.entries())
        keys.set(keyOf(definition, field, row[field]), nameOfRow(definition, at + 1));
    }
  }
  return (definition) => {
    const generated = generatedFields(definition);
    const own = new Set(generatedKeys(definition));
    const references = new Map(definition.references().map((reference) => [reference.field, reference]));
    return (field, value, number) => {
      const reference = references.get(field);
      if (reference !== undefined && generatedFields(reference.target).has(reference.targetField)) {
        return keys.get(keyOf(reference.target, reference.targetField, value)) ?? `<${reference.target.name}>`;
      }
      if (own.has(field)) return nameOfRow(definition, number);
      return generated.has(field) ? `<${field}>` : plainValue(value);
    };
  };
}

function generatedKeys(definition: AnyModelDefinition): readonly string[] {
  const generated = generatedFields(definition);
  return definition.primaryKey.filter((name) => generated.has(name));
}

function nameOfRow({ name }: AnyModelDefinition, number: number): string {
  return `<${name} ${number}>`;
}

function checkOptions(options: TableSnapshotOptions, models: readonly ReadableModel[]): void {
  refuseUnknownOptions(options, ["omit", "keep"], "a table snapshot");
  const fields = new Set(models.flatMap(({ definition }) => [...definition.fields.keys()]));
  for (const option of ["omit", "keep"] as const) {
    for (const name of options[option] ?? []) {
      if (!fields.has(name))
        throw invalidFixtureOption(option, `fields of the models (${suggestion(name, [...fields])})`);
    }
  }
}

function isReadable(value: unknown): value is ReadableModel {
  return typeof value === "object" && value !== null && "definition" in value && "stream" in value;
}

function notReadable() {
  return fixtureErrors.create("INVALID_OPTION", {
    message: "A snapshot was asked of something else than a model",
    why: "it reads the rows by itself, so that it sees all of them",
    fix: "give db.models.User, or db.models for all",
  });
}
