import type { CatalogIndex } from "../../catalog/catalog.ts";
import type { CatalogObject } from "../../catalog/catalog-object.ts";
import { partsOf } from "../../catalog/catalog-parts.ts";
import type { ObjectId } from "../../catalog/object-id.ts";

/** A table with all that its text declares. */
export interface TableParts {
  readonly table: CatalogObject<"table">;
  /** In the order of their positions. */
  readonly columns: readonly CatalogObject<"column">[];
  readonly constraints: readonly CatalogObject<"constraint">[];
}

/**
 * Gathers a table's columns and constraints.
 *
 * @param id the table
 * @param objects the catalog
 * @returns the table with its parts; undefined when there is no such table
 */
export function tableParts(id: ObjectId, objects: CatalogIndex): TableParts | undefined {
  const table = objects.get(id);
  if (table?.kind !== "table") return undefined;
  const columns: CatalogObject<"column">[] = [];
  const constraints: CatalogObject<"constraint">[] = [];
  for (const object of partsOf(objects, id)) {
    if (object.kind === "column") columns.push(object);
    if (object.kind === "constraint") constraints.push(object);
  }
  columns.sort((left, right) => (left.position ?? 0) - (right.position ?? 0));
  constraints.sort((left, right) => (left.id < right.id ? -1 : 1));
  return { table, columns, constraints };
}

/** Whether a table's rows have numbers of their own, which others may know them by. */
export function hasRowid({ table }: TableParts): boolean {
  return table.definition.withoutRowid !== true;
}

/** The column that is the row's number under another name, if there is one. */
export function rowidColumn(parts: TableParts): string | undefined {
  if (!hasRowid(parts)) return undefined;
  const key = parts.constraints.find(({ definition }) => definition.type === "primary key")?.definition;
  const [name, ...others] = key?.columns ?? [];
  if (name === undefined || others.length > 0 || key?.sql.startsWith("PRIMARY KEY DESC") === true) return undefined;
  const column = parts.columns.find(({ path }) => path.at(-1) === name);
  return column?.definition.type.toUpperCase() === "INTEGER" ? name : undefined;
}
