import { type Catalog, indexCatalog } from "../catalog/catalog.ts";
import { definitionHash } from "../catalog/catalog-fingerprint.ts";
import type { CatalogObject } from "../catalog/catalog-object.ts";
import type { ObjectId } from "../catalog/object-id.ts";
import type { RenameQuestion } from "../plan/migration-plan.ts";
import type { ModelsLook } from "./look-at-models.ts";

/**
 * Whether a start has to wait for the answer. A new column beside the one that may be the same splits its values, so it
 * waits. A new table does only when it is the old one to the letter: databases are shared by applications, and a table
 * beside another takes nothing from it.
 *
 * @param question both readings
 * @param look what was found
 * @param desired what is wanted
 * @returns true when the new object is not created until somebody says what it is
 */
export function mustBeAnswered(question: RenameQuestion, look: ModelsLook, desired: Catalog): boolean {
  if (question.created.startsWith("column ")) return true;
  if (!look.isRelated) return false;
  const [before, after] = [
    columnsOf(look.index.values(), question.dropped),
    columnsOf(indexCatalog(desired).values(), question.created),
  ];
  return before.size === after.size && [...before].every((column) => after.has(column));
}

function columnsOf(objects: Iterable<CatalogObject>, table: ObjectId): ReadonlySet<string> {
  const columns = new Set<string>();
  for (const object of objects)
    if (object.kind === "column" && object.parent === table)
      columns.add(`${object.path.at(-1)} ${definitionHash(object)}`);
  return columns;
}
