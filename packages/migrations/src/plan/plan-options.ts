import type { ObjectId } from "../catalog/object-id.ts";
import type { Renames } from "../diff/rename-objects.ts";

/** What a planner is told beyond the two catalogs. */
export interface PlanOptions {
  /** New names of objects that keep their data, by identity: `{ "column public.users.name": "full_name" }`. */
  readonly renames?: Renames;
  /**
   * The destructive changes that are wanted, each in the words of its refusal: `"drop column users.note"`. `"everything"`
   * allows all; only for databases that hold nothing of value.
   */
  readonly allow?: readonly string[] | "everything";
  /** Rows by table, from statistics or counted; tables that are missing here count as unknown. */
  readonly rows?: ReadonlyMap<ObjectId, number>;
  /** Whether indexes on tables that may have rows are built without blocking writers, outside of transactions. Default false. */
  readonly concurrently?: boolean;
}
