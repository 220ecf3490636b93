import type { CatalogObject } from "../../catalog/catalog-object.ts";
import type { ObjectId } from "../../catalog/object-id.ts";
import type { PlanFacts } from "../operation-type.ts";

/**
 * The partitioned table that has a column in its key, by itself or in an expression. Such a column cannot be changed.
 *
 * @param column the column
 * @param facts where its table is
 * @returns the table; undefined when it has no key, or one without the column
 */
export function partitionedBy(column: CatalogObject<"column">, { actual }: PlanFacts): ObjectId | undefined {
  const table = column.parent === undefined ? undefined : actual.get(column.parent);
  const key = table?.kind === "table" ? table.definition.partitionBy : undefined;
  return key !== undefined && isInKey(column, key) ? table?.id : undefined;
}

function isInKey({ path }: CatalogObject<"column">, key: string): boolean {
  const columns = key.replace(/^\w+ /, "").replace(/'(?:[^']|'')*'|\bCOLLATE [^\s,)]+/g, "");
  const names = [...columns.matchAll(/"((?:[^"]|"")*)"|[a-z_][\w$]*/gi)];
  return names.some(([name, quoted]) => (quoted?.replaceAll('""', '"') ?? name) === path.at(-1));
}
