import { fitIdentifier } from "@dataflow/core";
import { columnTypeSql } from "@dataflow/database";
import type { AnyModelDefinition } from "../definition/model-definition.ts";
import type { ModelField } from "../definition/model-field.ts";
import type { DrizzleDialect } from "../dialects/drizzle-dialect.ts";
import { columnMapping } from "./column-mapping.ts";
import type { ColumnBuilder, Extras } from "./drizzle-core.ts";
import { writeDefaults } from "./write-defaults.ts";

/** Gives the drizzle table of a model that is referred to. */
export type TableOf = (target: AnyModelDefinition) => object;

/**
 * Makes the drizzle table of a model.
 *
 * @param definition the model
 * @param dialect the database
 * @param tableOf gives the tables that it refers to; asked when drizzle asks for its constraints
 */
export function buildTable(definition: AnyModelDefinition, dialect: DrizzleDialect, tableOf: TableOf): object {
  const { tableName, options } = definition;
  return dialect.makeTable({
    name: tableName,
    ...(options.schema === undefined ? {} : { schema: options.schema }),
    columns: Object.fromEntries(
      [...definition.fields.values()].map((field) => [field.name, columnBuilder(definition, field, dialect)]),
    ),
    extras: (self) => [
      ...compositeKey(definition, dialect, self),
      ...foreignKeys(definition, dialect, { self, tableOf }),
      ...indexes(definition, dialect, self),
    ],
  });
}

function columnBuilder(definition: AnyModelDefinition, field: ModelField, dialect: DrizzleDialect): ColumnBuilder {
  const mapping = columnMapping(definition.name, field, dialect.name);
  const column = dialect.core().customType({ dataType: () => columnTypeSql(dialect.name, field.type), ...mapping })(
    field.column,
  );
  const isKey = field.isPrimaryKey && definition.primaryKey.length === 1;
  if (!field.nullable) column.notNull();
  if (isKey) column.primaryKey();
  else if (field.declaration.isUnique) column.unique(fitIdentifier(`${definition.tableName}_${field.column}_key`));
  const { value, create, update } = writeDefaults(definition, field);
  if (value !== undefined) column.default(value);
  if (create !== undefined) column.$defaultFn(create);
  if (update !== undefined) column.$onUpdateFn(update);
  return column;
}

type Self = Parameters<Extras>[0];

function compositeKey({ primaryKey }: AnyModelDefinition, dialect: DrizzleDialect, self: Self): readonly object[] {
  if (primaryKey.length < 2) return [];
  return [dialect.core().primaryKey({ columns: primaryKey.map((name) => columnOf(self, name)) })];
}

function foreignKeys(
  definition: AnyModelDefinition,
  dialect: DrizzleDialect,
  { self, tableOf }: { readonly self: Self; readonly tableOf: TableOf },
): readonly object[] {
  return definition.references().map(({ field, target, targetField, onDelete, onUpdate }) => {
    const column = definition.fields.get(field)?.column ?? field;
    // A drizzle table has its columns as properties.
    const foreignTable = tableOf(target) as Self;
    return dialect
      .core()
      .foreignKey({
        name: fitIdentifier(`${definition.tableName}_${column}_fkey`),
        columns: [columnOf(self, field)],
        foreignColumns: [columnOf(foreignTable, targetField)],
      })
      .onDelete(onDelete)
      .onUpdate(onUpdate);
  });
}

function indexes(definition: AnyModelDefinition, dialect: DrizzleDialect, self: Self): readonly object[] {
  const nameOf = new Map([...definition.fields.values()].map(({ name, column }) => [column, name]));
  return definition.schemaTable().indexes.map(({ name, columns, unique }) => {
    const { index, uniqueIndex } = dialect.core();
    const parts = columns.map((part) => {
      const column = columnOf(self, nameOf.get(part.name) ?? part.name);
      return part.direction === "desc" ? dialect.descending(column) : column;
    });
    return (unique ? uniqueIndex : index)(name).on(...parts);
  });
}

function columnOf(self: Self, name: string): object {
  const column = Object.hasOwn(self, name) ? self[name] : undefined;
  if (column === undefined) throw new Error(`unreachable: the drizzle table has no column ${name}`);
  return column;
}
