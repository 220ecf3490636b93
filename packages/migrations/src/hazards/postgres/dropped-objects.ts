import type { ObjectType } from "@pgsql/types";
import type { PostgresContext } from "./postgres-context.ts";
import { namesOf, pick, pickAll } from "./tree.ts";

/** The names that a statement drops, when it drops objects of one of the kinds. */
export function isDropOf(
  { statement }: PostgresContext,
  ...kinds: readonly ObjectType[]
): readonly (readonly string[])[] {
  const drop = pick(statement.tree, "DropStmt");
  if (drop?.removeType === undefined || !kinds.includes(drop.removeType)) return [];
  return [
    ...pickAll(drop.objects, "List").map(({ items }) => namesOf(items)),
    ...pickAll(drop.objects, "String").map(({ sval = "" }) => [sval]),
  ];
}
