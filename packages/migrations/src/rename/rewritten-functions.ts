import type { Catalog } from "../catalog/catalog.ts";
import type { CatalogObject } from "../catalog/catalog-object.ts";
import { displayName, type ObjectId } from "../catalog/object-id.ts";
import { aliasDialect } from "../dialects/alias-dialects.ts";
import { freezeDeep } from "../snapshot/freeze-deep.ts";
import type { RenameImpact } from "./rename-impact.ts";

/** A function that keeps the old name. */
export interface LeftFunction {
  readonly function: ObjectId;
  readonly reason: string;
}

/**
 * Writes the new name into the functions that name the table.
 *
 * @param catalog the catalog before the rename
 * @param impact the rename
 * @returns the functions as they are to be, and those that cannot be understood well enough
 */
export async function rewrittenFunctions(
  catalog: Catalog,
  { names, currentName, newName, subject }: RenameImpact,
): Promise<{ readonly functions: readonly CatalogObject[]; readonly left: readonly LeftFunction[] }> {
  const { rewriteFunction } = aliasDialect(catalog.dialect);
  const functions: CatalogObject[] = [];
  const left: LeftFunction[] = [];
  // A name of a column says too little of which table it is in: whoever names it finds it in the view.
  if (rewriteFunction === undefined || !subject.startsWith("table ")) return { functions, left };
  const change = { schema: names.aliasPath.at(-2) ?? "", from: currentName, to: newName };
  for (const object of catalog.objects) {
    if (object.kind !== "function") continue;
    const result = await rewriteFunction(object.definition.sql, change);
    if (result === undefined) continue;
    if ("left" in result) left.push({ function: object.id, reason: `${displayName(object.path)}: ${result.left}` });
    else functions.push(freezeDeep({ ...object, definition: { ...object.definition, sql: result.sql } }));
  }
  return { functions, left };
}
