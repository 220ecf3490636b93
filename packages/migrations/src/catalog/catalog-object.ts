import type { ObjectDefinitions } from "./object-definitions.ts";
import type { ObjectId } from "./object-id.ts";
import type { ObjectKind } from "./object-kind.ts";

/**
 * One thing in a catalog, as frozen plain data: a table without its columns, a column, a constraint, a comment. Small
 * objects make a difference small, and give every dependency a beginning and an end.
 */
interface ObjectOf<Kind extends ObjectKind> {
  readonly id: ObjectId;
  readonly kind: Kind;
  /** Its names from the outside in: `["public", "orders", "total"]`; on SQLite without a schema. */
  readonly path: readonly string[];
  /** What it is part of and disappears with: the table of a column, the object of a comment. */
  readonly parent?: ObjectId;
  /** All that makes it what it is, in the server's own canonical words; equal definitions are equal objects. */
  readonly definition: ObjectDefinitions[Kind];
  /** What must be there before it, and may not go while it is there; sorted, its parent included. */
  readonly dependsOn: readonly ObjectId[];
  /** Where it stands among its parent's columns. Not a part of what it is: most databases cannot move a column. */
  readonly position?: number;
  /** That only the server knows its exact words: the definition says what is meant, perhaps in another spelling. */
  readonly isApproximate?: true;
}

/** An object of one of the given kinds; of any kind by default. */
export type CatalogObject<Kind extends ObjectKind = ObjectKind> = { [One in Kind]: ObjectOf<One> }[Kind];
