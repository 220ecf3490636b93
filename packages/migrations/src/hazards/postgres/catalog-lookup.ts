import type { CatalogObject } from "../../catalog/catalog-object.ts";
import type { TableName } from "../../diff/table-name.ts";
import { catalogColumn, catalogTable, constraintsOf, indexesOf, type PostgresContext } from "./postgres-context.ts";
import { keyOf, partKey } from "./script-state.ts";
import { catalogType } from "./tree.ts";

/** The type that a column has when the statement comes, in plain words; undefined when nobody knows. */
export function columnTypeOf(context: PostgresContext, table: TableName, column: string): string | undefined {
  const { state } = context;
  const known =
    state.addedColumns.get(partKey(table, column))?.type ?? state.tables.get(keyOf(table))?.columns.get(column);
  if (known !== undefined) return known;
  const found = catalogColumn(context, table, column)?.definition.type;
  return found === undefined ? undefined : catalogType(found);
}

/** Whether an index of the table begins with the columns, in any order. */
export function hasLeadingIndex(context: PostgresContext, table: TableName, columns: readonly string[]): boolean {
  const leads = (keys: readonly (string | null)[]): boolean => {
    const first = keys.slice(0, columns.length);
    return columns.length > 0 && columns.every((name) => first.includes(name));
  };
  for (const index of context.state.indexes.values()) {
    if (keyOf(index.table) === keyOf(table) && !index.isPartial && leads(index.columns)) return true;
  }
  const hasOwn = indexesOf(context, table).some(
    ({ definition }) => definition.predicate === undefined && definition.valid && leads(definition.columns),
  );
  return hasOwn || constraintsOf(context, table).some((found) => isKey(found) && leads(found.definition.columns));
}

function isKey({ definition }: CatalogObject<"constraint">): boolean {
  return definition.type === "primary key" || definition.type === "unique";
}

/** Foreign keys of other tables that refer to a table. */
export function referencesTo(context: PostgresContext, table: TableName): readonly CatalogObject<"constraint">[] {
  const target = catalogTable(context, table)?.id;
  if (target === undefined) return [];
  return [...(context.facts.catalog?.values() ?? [])].flatMap((object) =>
    object.kind === "constraint" && object.definition.references?.table === target && object.parent !== target
      ? [object]
      : [],
  );
}

/** The foreign keys of a table. */
export function ownReferences(context: PostgresContext, table: TableName): readonly CatalogObject<"constraint">[] {
  return constraintsOf(context, table).filter(({ definition }) => definition.type === "foreign key");
}

/** Whether a table has partitions, as far as anybody knows. */
export function isPartitioned(context: PostgresContext, table: TableName): boolean {
  const made = context.state.tables.get(keyOf(table));
  return made?.isPartitioned ?? catalogTable(context, table)?.definition.partitionBy !== undefined;
}

/** The partitions of a table that is there. */
export function partitionsOf(context: PostgresContext, table: TableName): readonly CatalogObject<"table">[] {
  const parent = catalogTable(context, table)?.id;
  if (parent === undefined) return [];
  return [...(context.facts.catalog?.values() ?? [])].flatMap((object) =>
    object.kind === "table" && object.definition.partitionOf?.table === parent ? [object] : [],
  );
}

/** Objects beside its own parts that need a column, as the catalog records it. */
export function dependentsOf(context: PostgresContext, table: TableName, column?: string): readonly CatalogObject[] {
  const target = column === undefined ? catalogTable(context, table)?.id : catalogColumn(context, table, column)?.id;
  if (target === undefined) return [];
  return [...(context.facts.catalog?.values() ?? [])].filter(
    (object) => object.dependsOn.includes(target) && object.parent !== target,
  );
}

/** Whether a constraint is its table's primary key: by the catalog, by the script, else by its name. */
export function isPrimaryKey(context: PostgresContext, table: TableName, constraint: string): boolean {
  const known = constraintsOf(context, table).find(({ path }) => path.at(-1) === constraint);
  if (known !== undefined) return known.definition.type === "primary key";
  if (context.facts.catalog !== undefined) return false;
  return /(?:_pkey|_pk|_primary)$|^pk_/i.test(constraint);
}
