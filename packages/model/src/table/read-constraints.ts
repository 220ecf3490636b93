import type { FieldReference } from "../definition/field-declaration.ts";
import type { ModelIndex } from "../definition/model-options.ts";
import type { DrizzleDialect } from "../dialects/drizzle-dialect.ts";
import type { ColumnConfig, IndexConfig, TableConfig } from "./drizzle-core.ts";
import type { MappingProblem } from "./read-fields.ts";

/** What concerns several columns of a drizzle table, by the names of fields, and what stands in the way. */
export interface ReadConstraints {
  /** The fields of a composite key. */
  readonly compositeKey: readonly string[];
  /** The fields that are unique by themselves. */
  readonly uniqueFields: readonly string[];
  readonly indexes: readonly ModelIndex[];
  readonly references: ReadonlyMap<string, FieldReference>;
  readonly problems: readonly MappingProblem[];
}

/** What reading constraints needs. */
export interface ConstraintSource {
  readonly config: TableConfig;
  readonly dialect: DrizzleDialect;
  /** The field of each column. */
  readonly nameOf: ReadonlyMap<string, string>;
  /** The field of a column of another table. */
  readonly foreignNameOf: (table: object, column: ColumnConfig) => string;
  /** The model of another table. */
  readonly modelOf: (table: object) => unknown;
}

/**
 * Reads the keys, references and indexes of a drizzle table.
 *
 * @param source the table and how to follow what it refers to
 */
export function readConstraints(source: ConstraintSource): ReadConstraints {
  const problems: MappingProblem[] = [...unsupportedParts(source.config)];
  const names = (columns: readonly ColumnConfig[]) => columns.map(({ name }) => source.nameOf.get(name) ?? name);
  const uniques = source.config.uniqueConstraints.map((unique) => ({ ...unique, fields: names(unique.columns) }));
  for (const { name, nullsNotDistinct } of uniques) {
    if (nullsNotDistinct === true) problems.push(lost(`the constraint ${name}`, "counts nulls as equal"));
  }
  const indexes: ModelIndex[] = uniques
    .filter(({ fields }) => fields.length > 1)
    .map(({ fields, name }) => ({ fields, unique: true, ...(name === undefined ? {} : { name }) }));
  for (const { config } of source.config.indexes) {
    const index = readIndex(config, source);
    if ("place" in index) problems.push(index);
    else indexes.push(index);
  }
  return {
    compositeKey: source.config.primaryKeys.flatMap(({ columns }) => names(columns)),
    uniqueFields: uniques.filter(({ fields }) => fields.length === 1).flatMap(({ fields }) => fields),
    indexes,
    ...readReferences(source, problems),
    problems,
  };
}

function readReferences(
  { config, nameOf, foreignNameOf, modelOf }: ConstraintSource,
  problems: MappingProblem[],
): Pick<ReadConstraints, "references"> {
  const references = new Map<string, FieldReference>();
  for (const { reference, onDelete, onUpdate } of config.foreignKeys) {
    const { columns, foreignTable, foreignColumns } = reference();
    const [column, ...others] = columns;
    const [foreignColumn] = foreignColumns;
    if (column === undefined || foreignColumn === undefined || others.length > 0) {
      problems.push(lost("a foreign key", `refers by ${columns.length} columns, and a field refers by itself`));
      continue;
    }
    const field = nameOf.get(column.name) ?? column.name;
    if (references.has(field)) problems.push(lost(`the column ${column.name}`, "refers to two tables"));
    references.set(
      field,
      Object.freeze({
        target: () => modelOf(foreignTable),
        field: foreignNameOf(foreignTable, foreignColumn),
        ...(onDelete === undefined ? {} : { onDelete }),
        ...(onUpdate === undefined ? {} : { onUpdate }),
      }),
    );
  }
  return { references };
}

function readIndex(config: IndexConfig, { dialect, nameOf }: ConstraintSource): ModelIndex | MappingProblem {
  const place = `the index ${config.name ?? "without a name"}`;
  if (config.where !== undefined) return lost(place, "covers only some rows");
  if (config.method !== undefined && config.method !== "btree") return lost(place, `is of the kind ${config.method}`);
  if (config.with !== undefined || config.only === true) return lost(place, "has settings of its own");
  const fields: string[] = [];
  for (const part of config.columns) {
    const column = dialect.indexColumn(part);
    if (!("value" in column)) return { ...column, place };
    const { field, direction } = column.value;
    fields.push(`${direction === "desc" ? "-" : ""}${nameOf.get(field) ?? field}`);
  }
  return {
    fields,
    ...(config.unique === true ? { unique: true } : {}),
    ...(config.name === undefined ? {} : { name: config.name }),
  };
}

function unsupportedParts({ checks, policies, enableRLS }: TableConfig): readonly MappingProblem[] {
  const problems: MappingProblem[] = [];
  if (checks.length > 0) problems.push(lost("a check constraint", "has no equal in a model"));
  if ((policies ?? []).length > 0 || enableRLS === true)
    problems.push(lost("row-level security", "has no equal in a model"));
  return problems;
}

function lost(place: string, problem: string): MappingProblem {
  return { place, problem, fix: "leave it to your migrations, and take it out of the table that becomes a model" };
}
