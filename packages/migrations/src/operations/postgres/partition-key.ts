import type { CatalogIndex } from "../../catalog/catalog.ts";
import type { CatalogObject } from "../../catalog/catalog-object.ts";
import { directDependents } from "../../catalog/catalog-parts.ts";
import type { ObjectId } from "../../catalog/object-id.ts";
import type { PlanFacts } from "../operation-type.ts";

/**
 * The partitioned table that has a column in its key, by itself or in an expression. Such a column cannot be changed.
 *
 * @param column the column
 * @param facts where its table is
 * @returns the table; undefined when neither it nor any partition of it has the column in its key
 */
export function partitionedBy(column: CatalogObject<"column">, { actual }: PlanFacts): ObjectId | undefined {
  const table = column.parent === undefined ? undefined : actual.get(column.parent);
  return table !== undefined && isInKeyOf(table, column, actual) ? table.id : undefined;
}

/** Whether a column is in the key of a table or of one of its partitions, which has it, too. */
function isInKeyOf(table: CatalogObject, column: CatalogObject<"column">, objects: CatalogIndex): boolean {
  const key = table.kind === "table" ? table.definition.partitionBy : undefined;
  if (key === undefined) return false;
  if (isInKey(column, key)) return true;
  return directDependents(objects, table.id).some(
    (one) => one.kind === "table" && one.definition.partitionOf?.table === table.id && isInKeyOf(one, column, objects),
  );
}

function isInKey({ path }: CatalogObject<"column">, key: string): boolean {
  const columns = key.replace(/^\w+ /, "").replace(/'(?:[^']|'')*'|\bCOLLATE [^\s,)]+/g, "");
  const names = [...columns.matchAll(/"((?:[^"]|"")*)"|[a-z_][\w$]*/gi)];
  return names.some(([name, quoted]) => (quoted?.replaceAll('""', '"') ?? name) === path.at(-1));
}
