import { suggestion } from "@dataflow/core";
import type { Catalog } from "../catalog/catalog.ts";
import type { CatalogObject } from "../catalog/catalog-object.ts";
import { displayName, type ObjectId } from "../catalog/object-id.ts";
import { migrationErrors } from "../errors/migration-errors.ts";

/** A table of a database. */
export interface TableSubject {
  /** Its name, as the database spells it; a view or materialized view will do. */
  readonly table: string;
  /** Its schema; absent means `public` on a database that has schemas. */
  readonly schema?: string;
}

/** A column of a table. */
export interface ColumnSubject extends TableSubject {
  readonly column: string;
}

type Relation = CatalogObject<"table" | "view" | "materializedView">;

/**
 * Finds the table that somebody asks about.
 *
 * @param catalog the database's catalog
 * @param subject its name
 * @returns the table or view
 * @throws MIGRATION.UNKNOWN_OBJECT when there is none of that name
 */
export function findTable(catalog: Catalog, { table, schema }: TableSubject): Relation {
  const relations = catalog.objects.filter(isRelation);
  const found = relations.find(({ path }) => path.at(-1) === table && path.at(-2) === (schema ?? inDefault(path)));
  if (found !== undefined) return found;
  const name = displayName(schema === undefined ? [table] : [schema, table]);
  throw unknownObject(
    `There is no table "${name}"`,
    name,
    relations.map(({ path }) => displayName(path)),
  );
}

/**
 * Finds the column that somebody asks about.
 *
 * @param catalog the database's catalog
 * @param subject its name
 * @returns the column
 * @throws MIGRATION.UNKNOWN_OBJECT when there is none of that name
 */
export function findColumn(catalog: Catalog, { column, ...subject }: ColumnSubject): CatalogObject<"column"> {
  const table = findTable(catalog, subject);
  const columns = catalog.objects.filter(
    (object): object is CatalogObject<"column"> => object.kind === "column" && object.parent === table.id,
  );
  const found = columns.find(({ path }) => path.at(-1) === column);
  if (found !== undefined) return found;
  const place = displayName(table.path);
  throw unknownObject(
    `${place} has no column "${column}"`,
    column,
    columns.map(({ path }) => path.at(-1) ?? ""),
  );
}

/** The table that an object is or is in. */
export function tableOf({ id, kind, parent }: CatalogObject): ObjectId {
  return kind === "column" && parent !== undefined ? parent : id;
}

function isRelation(object: CatalogObject): object is Relation {
  return object.kind === "table" || object.kind === "view" || object.kind === "materializedView";
}

/** The schema of what is named without one; a path that has none is that of a database without schemas. */
function inDefault(path: readonly string[]): string | undefined {
  return path.length > 1 ? "public" : undefined;
}

function unknownObject(message: string, name: string, names: readonly string[]): Error {
  return migrationErrors.create("UNKNOWN_OBJECT", {
    message,
    why: "what is not there cannot be judged",
    fix: names.length === 0 ? "connect to the database that has it: this one has none at all" : suggestion(name, names),
  });
}
