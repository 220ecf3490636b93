import type { CatalogObject } from "../../catalog/catalog-object.ts";
import { directDependents } from "../../catalog/catalog-parts.ts";
import { inside, type OperationType, type PlanFacts } from "../operation-type.ts";
import { isConcurrent } from "./create-index.ts";
import { quotePath } from "./names.ts";

/** Drops an index: without blocking writers when that is asked for. */
export const dropIndex: OperationType<"index"> = {
  name: "dropIndex",
  kind: "index",
  change: "drop",
  inverse: "createIndex",
  plan({ before }, facts) {
    if (before === undefined) return [];
    const name = quotePath(before.path);
    if (!isConcurrent(before, facts)) return [inside(`DROP INDEX ${name}${hasKeys(before, facts) ? " CASCADE" : ""}`)];
    return [{ sql: `DROP INDEX CONCURRENTLY ${name}`, transaction: "outside" }];
  },
  lock({ before }, facts) {
    if (before?.parent === undefined) return undefined;
    const table = quotePath(facts.actual.get(before.parent)?.path ?? []);
    return `${isConcurrent(before, facts) ? "SHARE UPDATE EXCLUSIVE" : "ACCESS EXCLUSIVE"} on ${table}`;
  },
};

/** Whether keys of partitions are parts of an index: the server drops it with them or not at all. */
function hasKeys({ id }: CatalogObject<"index">, { actual }: PlanFacts): boolean {
  return directDependents(actual, id).some(
    (object) => object.kind === "constraint" && object.definition.references === undefined,
  );
}
