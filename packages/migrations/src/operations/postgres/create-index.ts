import type { CatalogObject } from "../../catalog/catalog-object.ts";
import { inside, type OperationType, type PlanFacts } from "../operation-type.ts";
import { indexUses } from "./index-uses.ts";
import { quotePath } from "./names.ts";
import { indexStatistics } from "./set-index-statistics.ts";

/** Creates an index: without blocking writers when that is asked for and the table is there already. */
export const createIndex: OperationType<"index"> = {
  name: "createIndex",
  kind: "index",
  change: "create",
  inverse: "dropIndex",
  plan({ after }, facts) {
    if (after === undefined) return [];
    const { sql } = after.definition;
    const uses = [...indexUses(after, facts), ...indexStatistics(undefined, after)].map(inside);
    if (!isConcurrent(after, facts)) return [inside(sql), ...uses];
    return [{ sql: sql.replace(/^CREATE (UNIQUE )?INDEX /, "$&CONCURRENTLY "), transaction: "outside" }, ...uses];
  },
  lock({ after }, facts) {
    if (after?.parent === undefined || !facts.actual.has(after.parent)) return undefined;
    const table = quotePath(facts.actual.get(after.parent)?.path ?? []);
    return `${isConcurrent(after, facts) ? "SHARE UPDATE EXCLUSIVE" : "SHARE"} on ${table}`;
  },
  rows: ({ after }, facts) => (after?.parent === undefined ? undefined : facts.rows(after.parent)) ?? "unknown",
};

/**
 * Whether an index is built or dropped without blocking writers. The server cannot do so for a partitioned table, and
 * nobody writes to a table that is made in the same plan.
 */
export function isConcurrent(index: CatalogObject<"index">, facts: PlanFacts): boolean {
  if (!facts.concurrently || index.parent === undefined) return false;
  const table = facts.actual.get(index.parent);
  if (table === undefined || facts.rows(table.id) === 0) return false;
  return table.kind !== "table" || table.definition.partitionBy === undefined;
}
