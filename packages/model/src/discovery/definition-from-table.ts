import { definitionOf } from "../definition/define-model.ts";
import type { FieldDeclaration, FieldReference } from "../definition/field-declaration.ts";
import type { AnyModelDefinition, FoundTable } from "../definition/model-definition.ts";
import type { ModelIndex } from "../definition/model-options.ts";
import type { DiscoveredColumn, DiscoveredTable } from "./discovered-table.ts";
import type { FoundEntry } from "./found-schema.ts";

/** How references find their models: by the name of the table; undefined for one that is no model. */
export type ModelLookup = (table: string) => (() => AnyModelDefinition) | undefined;

/**
 * Makes the definition of a model for a table or a view that was found. Nothing is added: the fields are the columns, the
 * defaults are the database's, and what the database computes cannot be written.
 *
 * @param entry the table
 * @param name the name of the model
 * @param lookup the models that references may lead to
 * @returns the definition
 * @throws MODEL.* a name in the table that nothing can be called
 */
export function definitionFromTable(entry: FoundEntry, name: string, lookup: ModelLookup): AnyModelDefinition {
  const { discovered, schema, table } = entry;
  const isReadOnly = discovered.kind !== "table";
  const uniqueKeys = completeKeys(discovered);
  const primaryKey = keyOf(discovered, uniqueKeys);
  const found: FoundTable = Object.freeze({ table, isReadOnly });
  const declared = new Map<string, FieldDeclaration>();
  for (const column of discovered.columns) {
    const isUnique = uniqueKeys.some(([only, ...more]) => more.length === 0 && only === column.name);
    const references = referenceOf(entry, column, lookup);
    declared.set(column.field, declarationOf(column, { isUnique, references }));
  }
  const fieldsOf = (columns: readonly string[]) => columns.map((column) => fieldNamed(discovered, column));
  const indexes = uniqueKeys
    .filter((columns) => columns.length > 1)
    .map((columns): ModelIndex => ({ fields: fieldsOf(columns), unique: true, name: columns.join("_").slice(0, 20) }));
  return definitionOf({
    name,
    declared,
    found,
    given: {
      tableName: discovered.name,
      ...(schema === undefined ? {} : { schema }),
      timestamps: false,
      indexes,
      ...(primaryKey === undefined ? {} : { primaryKey: fieldsOf(primaryKey) }),
    },
  });
}

function declarationOf(
  column: DiscoveredColumn,
  { isUnique, references }: { readonly isUnique: boolean; readonly references: FieldReference | undefined },
): FieldDeclaration {
  const { type, nullable, generated, alwaysNumbered, name } = column;
  const isComputed = generated !== undefined || alwaysNumbered === true;
  return Object.freeze<FieldDeclaration>({
    type,
    isOptional: nullable,
    isUnique: isUnique && type.kind !== "json",
    isPrimaryKey: false,
    isIndexed: false,
    ...(column.default === undefined
      ? {}
      : { default: Object.freeze({ kind: "database", default: Object.freeze({ ...column.default }) }) }),
    ...(references === undefined ? {} : { references }),
    validators: Object.freeze([]),
    columnName: name,
    ...(isComputed ? { isComputed: true } : {}),
  });
}

function referenceOf(entry: FoundEntry, column: DiscoveredColumn, lookup: ModelLookup): FieldReference | undefined {
  const found = entry.references.find((reference) => reference.column === column.name);
  const target = found && (found.target === entry.key ? ("self" as const) : lookup(found.target));
  if (found === undefined || target === undefined) return undefined;
  const { as, inverse, foreignKey, targetField } = found;
  const { onDelete, onUpdate } = foreignKey;
  return Object.freeze({
    target,
    field: targetField,
    as,
    ...(inverse === undefined ? {} : { inverse }),
    onDelete,
    onUpdate,
  });
}

/** Lists of columns that tell every row from all others and can be named in an upsert. */
function completeKeys({ uniques, indexes }: DiscoveredTable): readonly (readonly string[])[] {
  const whole = indexes.flatMap(({ unique, valid, predicate, columns }) => {
    const names = columns.filter((column) => column !== null);
    return unique && valid && predicate === undefined && names.length === columns.length ? [names] : [];
  });
  const all = [...uniques.map(({ columns }) => columns), ...whole];
  const texts = all.map((columns) => columns.join("\0"));
  return all.filter((_, position) => texts.indexOf(texts[position] ?? "") === position);
}

/** Rows of a table without a primary key are found by a unique key whose columns are never NULL, if there is one. */
function keyOf(table: DiscoveredTable, uniqueKeys: readonly (readonly string[])[]): readonly string[] | undefined {
  const canBeKey = (columns: readonly string[]) =>
    columns.every((name) => {
      const column = table.columns.find((candidate) => candidate.name === name);
      return column !== undefined && !column.nullable && column.type.kind !== "json" && column.type.kind !== "array";
    });
  const candidates = [...(table.primaryKey === undefined ? [] : [table.primaryKey.columns]), ...uniqueKeys];
  return candidates.find(canBeKey);
}

function fieldNamed(table: DiscoveredTable, column: string): string {
  return table.columns.find(({ name }) => name === column)?.field ?? column;
}
