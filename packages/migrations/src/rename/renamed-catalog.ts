import { type Catalog, type CatalogIndex, indexCatalog } from "../catalog/catalog.ts";
import type { CatalogObject } from "../catalog/catalog-object.ts";
import { type ObjectId, objectId } from "../catalog/object-id.ts";
import type { AliasColumn, AliasSource } from "../dialects/alias-dialect.ts";
import { aliasDialect } from "../dialects/alias-dialects.ts";
import { inOrder } from "../diff/catalog-difference.ts";
import { type Renames, renameObjects } from "../diff/rename-objects.ts";
import { isSameContent } from "../diff/same-content.ts";
import { freezeDeep } from "../snapshot/freeze-deep.ts";

/** The names of a rename, worked out: what is called what, with and without the second name. */
export interface RenameNames {
  /** The table, before. */
  readonly table: ObjectId;
  /** What is renamed while both names work. */
  readonly renames: Renames;
  /** The name of the table while both names work. */
  readonly tablePath: readonly string[];
  /** The name of the view. */
  readonly aliasPath: readonly string[];
  /** New names of columns that keep their old ones beside. */
  readonly columns: readonly AliasColumn[];
  /** Every column of the table, before. */
  readonly ownColumns: readonly string[];
}

/**
 * What a catalog is to be after a rename.
 *
 * @param actual the catalog before
 * @param names what is renamed
 * @param more objects that take the places of others: functions with the new name
 * @returns the catalog with the new names, and with an alias when it is wanted
 */
export function renamedCatalog(
  actual: Catalog,
  { renames, alias }: { readonly renames: Renames; readonly alias?: readonly CatalogObject[] },
  more: readonly CatalogObject[] = [],
): Catalog {
  const objects = new Map(serverSpelled(actual, renames));
  for (const object of [...(alias ?? []), ...more]) objects.set(object.id, object);
  return freezeDeep({ ...actual, objects: inOrder(objects) });
}

/**
 * The catalog after renames. Where a text has a name in it, the server will find its own words: a view goes on calling
 * its column what it did.
 */
function serverSpelled(actual: Catalog, renames: Renames): CatalogIndex {
  const before = indexCatalog(actual);
  const { objects, origins } = renameObjects(actual, renames);
  return new Map(
    [...objects].map(([id, object]) => {
      const old = before.get(origins.get(id) ?? id);
      const isSame = old !== undefined && object.kind !== "column" && isSameContent(old.definition, object.definition);
      return [id, isSame || old === object ? object : freezeDeep({ ...object, isApproximate: true as const })];
    }),
  );
}

/**
 * The alias of a rename.
 *
 * @param actual the catalog before
 * @param names what is renamed
 * @returns all that its dialect needs to know; undefined when there is no such table
 */
export function aliasSource(actual: Catalog, names: RenameNames): AliasSource | undefined {
  const { objects } = renameObjects(actual, names.renames);
  const table = objects.get(objectId("table", names.tablePath));
  if (table?.kind !== "table") return undefined;
  const { aliasPath: path } = names;
  return { table, objects, path, columns: shownColumns(table.id, objects, names), serverVersion: actual.serverVersion };
}

/** Every column of the table in its place; a column with two names has its old one there, and its new one at the end. */
function shownColumns(table: ObjectId, objects: CatalogIndex, { columns }: RenameNames): readonly AliasColumn[] {
  const own = [...objects.values()].filter((object) => object.kind === "column" && object.parent === table);
  own.sort((left, right) => (left.position ?? 0) - (right.position ?? 0));
  const old = new Map(columns.map(({ name, source }) => [source, name]));
  const shown = own.map(({ path }) => ({
    name: old.get(path.at(-1) ?? "") ?? path.at(-1) ?? "",
    source: path.at(-1) ?? "",
  }));
  return [...shown, ...columns.map(({ source }) => ({ name: source, source }))];
}

/** The alias as objects of a catalog. */
export function aliasObjects(actual: Catalog, source: AliasSource): readonly CatalogObject[] {
  return aliasDialect(actual.dialect).objects(source);
}
