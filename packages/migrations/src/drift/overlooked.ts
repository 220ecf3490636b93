/**
 * What somebody has said is to be left alone does not stop files of migrations: they see the schema as it is known. It
 * has to be as it was before and after them.
 */
import type { Connection } from "@dataflow/database";
import { type Catalog, indexCatalog } from "../catalog/catalog.ts";
import { compareIds } from "../diff/catalog-difference.ts";
import { isSameContent } from "../diff/same-content.ts";
import { type DriftRecord, readDriftRecords } from "../history/drift-record.ts";

/** Objects that are there by hand, changed or gone, and stay so. */
export type Overlooked = readonly DriftRecord[];

/**
 * Reads which objects of a catalog are to be left alone.
 *
 * @param connection the database
 * @param catalog what there is
 * @returns those that are as they were when somebody said so
 */
export async function readOverlooked(connection: Connection, catalog: Catalog): Promise<Overlooked> {
  const ignored = (await readDriftRecords(connection)).filter(({ answer }) => answer === "ignored");
  if (ignored.length === 0) return [];
  const gone = new Set(changedAmong(ignored, catalog));
  return ignored.filter((record) => !gone.has(record));
}

/** Those of the objects that are not as they were any more. */
export function changedAmong(overlooked: Overlooked, catalog: Catalog): Overlooked {
  const objects = indexCatalog(catalog);
  return overlooked.filter(({ object, found }) => {
    const now = objects.get(object);
    if (found === undefined || now === undefined) return found !== now;
    return !isSameContent(found.definition, now.definition);
  });
}

/**
 * A catalog with overlooked objects as they are known.
 *
 * @param catalog what there is
 * @param overlooked the objects
 * @returns the catalog that history knows of
 */
export function asKnown(catalog: Catalog, overlooked: Overlooked): Catalog {
  if (overlooked.length === 0) return catalog;
  const objects = new Map(indexCatalog(catalog));
  for (const { object, known } of overlooked) {
    if (known === undefined) objects.delete(object);
    else objects.set(object, known);
  }
  return { ...catalog, objects: [...objects.values()].sort((left, right) => compareIds(left.id, right.id)) };
}
