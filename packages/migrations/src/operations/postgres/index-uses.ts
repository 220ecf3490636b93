import type { CatalogObject } from "../../catalog/catalog-object.ts";
import type { PlanFacts } from "../operation-type.ts";
import { ownName, quotePath } from "./names.ts";

/**
 * What a table uses an index for, and can say only when the index is there.
 *
 * @param object an index, or a constraint that has one
 * @param facts where to find the table
 * @returns the statements that say it
 */
export function indexUses(object: CatalogObject<"index" | "constraint">, { desired }: PlanFacts): readonly string[] {
  const table = object.parent === undefined ? undefined : desired.get(object.parent);
  if (table === undefined) return [];
  const alter = `ALTER TABLE ${quotePath(table.path)}`;
  const identity = table.kind === "table" ? table.definition.replicaIdentity : undefined;
  const isIdentity = typeof identity === "object" && identity.index === object.path.at(-1);
  return [
    ...(object.definition.clustered === true ? [`${alter} CLUSTER ON ${ownName(object)}`] : []),
    ...(isIdentity ? [`${alter} REPLICA IDENTITY USING INDEX ${ownName(object)}`] : []),
  ];
}
