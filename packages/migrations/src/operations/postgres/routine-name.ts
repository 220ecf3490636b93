import type { CatalogObject } from "../../catalog/catalog-object.ts";
import { type ObjectId, objectId } from "../../catalog/object-id.ts";
import type { ObjectKind } from "../../catalog/object-kind.ts";
import { quotePath } from "./names.ts";

/** What tells routines of one name apart: the types of their arguments, in parentheses. */
export function argumentsOf(id: ObjectId, kind: ObjectKind, path: readonly string[]): string {
  return id.slice(objectId(kind, path).length);
}

/** A function, procedure or aggregate as statements name it: `"public"."area"(integer)`. */
export function routineName(routine: CatalogObject<"function" | "aggregate">): string {
  return `${quotePath(routine.path)}${argumentsOf(routine.id, routine.kind, routine.path)}`;
}
