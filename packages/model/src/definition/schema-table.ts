import {
  type Column,
  type ForeignKey,
  fitIdentifier,
  type Table,
  type TableIndex,
  type UniqueConstraint,
} from "@dataflow/core";
import { columnDefault } from "./default-value.ts";
import { freezeDeeply } from "./freeze-deeply.ts";
import { parseIndexField } from "./index-field.ts";
import type { AnyModelDefinition } from "./model-definition.ts";
import type { ModelField } from "./model-field.ts";
import type { ModelIndex } from "./model-options.ts";

/** What the names in a table are made of. */
type Shape = Pick<AnyModelDefinition, "tableName" | "fields" | "primaryKey" | "options">;

/**
 * The table that a model asks for, as plain data.
 *
 * @param definition the model
 * @throws MODEL.INVALID_REFERENCE a reference that does not lead to a field that can be referred to
 */
export function schemaTableOf(definition: AnyModelDefinition): Table {
  const { tableName, options, fields, primaryKey } = definition;
  return freezeDeeply<Table>({
    name: tableName,
    ...(options.schema === undefined ? {} : { schema: options.schema }),
    columns: [...fields.values()].map(columnOf),
    primaryKey: { columns: primaryKey.map((name) => columnNamed(definition, name)) },
    uniques: uniqueConstraints(definition),
    foreignKeys: foreignKeys(definition),
    indexes: tableIndexes(definition),
    ...textIndexOf(definition),
  });
}

/**
 * The uniqueness rules of single fields. A primary key of one field is unique already. With tenants, what is unique is
 * so for one tenant: otherwise one would learn of another's rows by being refused.
 *
 * @param shape the model
 */
export function uniqueConstraints(shape: Shape): readonly UniqueConstraint[] {
  return uniqueFields(shape).map(({ column }) => {
    const columns = [...tenantColumn(shape), column];
    return { name: fitIdentifier(`${shape.tableName}_${columns.join("_")}_key`), columns };
  });
}

/**
 * The fields that were declared unique by themselves.
 *
 * @param shape the model
 */
export function uniqueFields(shape: Shape): readonly ModelField[] {
  return [...shape.fields.values()].filter(({ name, declaration }) => declaration.isUnique && !isWholeKey(shape, name));
}

/**
 * The indexes of a model: those of single fields, then those of its options. A field that is unique has one already.
 *
 * @param shape the model
 */
export function tableIndexes(shape: Shape): readonly TableIndex[] {
  const single = [...shape.fields.values()]
    .filter(({ name, declaration }) => declaration.isIndexed && !declaration.isUnique && !isWholeKey(shape, name))
    .map(({ name }): ModelIndex => ({ fields: [name] }));
  return [...single, ...shape.options.indexes].map((index) => indexOf(shape, index));
}

/**
 * The text index of a model, where it declares one.
 *
 * @param shape the model
 */
export function textIndexOf(shape: Pick<Shape, "tableName" | "fields" | "options">): Pick<Table, "textIndex"> {
  const { tableName, options } = shape;
  if (options.textSearch.length === 0) return {};
  const columns = options.textSearch.map((name) => columnNamed(shape, name));
  return { textIndex: { name: fitIdentifier(`${tableName}_text`), columns } };
}

function columnOf(field: ModelField): Column {
  const filled = columnDefault(field.declaration);
  const { column, type, nullable } = field;
  return { name: column, type, nullable, ...(filled === undefined ? {} : { default: filled }) };
}

function foreignKeys(definition: AnyModelDefinition): readonly ForeignKey[] {
  return definition.references().map(({ field, target, targetField, onDelete, onUpdate }) => {
    const column = columnNamed(definition, field);
    return {
      name: fitIdentifier(`${definition.tableName}_${column}_fkey`),
      columns: [column],
      references: { table: target.tableName, columns: [columnNamed(target, targetField)] },
      onDelete,
      onUpdate,
    };
  });
}

function indexOf(shape: Shape, { fields, unique, name }: ModelIndex): TableIndex {
  const columns = fields.map((written) => {
    const { field, direction } = parseIndexField(written);
    return { name: columnNamed(shape, field), direction };
  });
  const own = unique === true && columns.every((column) => !tenantColumn(shape).includes(column.name));
  if (own) columns.unshift(...tenantColumn(shape).map((column) => ({ name: column, direction: "asc" as const })));
  const generated = `${shape.tableName}_${columns.map((column) => column.name).join("_")}_idx`;
  return { name: name ?? fitIdentifier(generated), columns, unique: unique ?? false };
}

/** The column that tells tenants apart, when the model has tenants. */
function tenantColumn({ fields, options }: Shape): readonly string[] {
  const column = options.multiTenant ? fields.get("tenantId")?.column : undefined;
  return column === undefined ? [] : [column];
}

function isWholeKey({ primaryKey }: Shape, name: string): boolean {
  return primaryKey.length === 1 && primaryKey[0] === name;
}

function columnNamed({ fields }: Pick<AnyModelDefinition, "fields">, name: string): string {
  const field = fields.get(name);
  if (field === undefined) throw new Error(`unreachable: the field ${name} was checked when the model was defined`);
  return field.column;
}
