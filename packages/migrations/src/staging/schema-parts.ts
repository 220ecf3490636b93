import type { Catalog } from "../catalog/catalog.ts";
import { indexCatalog } from "../catalog/catalog.ts";
import type { CatalogObject } from "../catalog/catalog-object.ts";
import type { ObjectId } from "../catalog/object-id.ts";
import type { CopyDialect } from "../dialects/copy-dialect.ts";

/**
 * What has to be there before the rows: tables with their keys and checks and what these need. Indexes, foreign keys,
 * triggers and the like come after, unless something before needs them.
 *
 * @param catalog the source's
 * @param dialect what can come later
 * @returns a catalog that stands by itself
 */
export function foundationOf(catalog: Catalog, dialect: CopyDialect): Catalog {
  const objects = indexCatalog(catalog);
  const needed = new Set<ObjectId>();
  const add = (id: ObjectId): void => {
    const object = objects.get(id);
    if (object === undefined || needed.has(id)) return;
    needed.add(id);
    if (object.parent !== undefined) add(object.parent);
    for (const dependency of object.dependsOn) add(dependency);
  };
  for (const object of catalog.objects) if (!comesLater(object, dialect)) add(object.id);
  return { ...catalog, objects: catalog.objects.filter(({ id }) => needed.has(id)) };
}

function comesLater(object: CatalogObject, dialect: CopyDialect): boolean {
  const isForeignKey = object.kind === "constraint" && object.definition.type === "foreign key";
  return dialect.isLater(object.kind, isForeignKey);
}
