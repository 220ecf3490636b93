import { inside, type OperationType } from "../operation-type.ts";
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
    if (!isConcurrent(before, facts)) return [inside(`DROP INDEX ${name}`)];
    return [{ sql: `DROP INDEX CONCURRENTLY ${name}`, transaction: "outside" }];
  },
  lock({ before }, facts) {
    if (before?.parent === undefined) return undefined;
    const table = quotePath(facts.actual.get(before.parent)?.path ?? []);
    return `${isConcurrent(before, facts) ? "SHARE UPDATE EXCLUSIVE" : "ACCESS EXCLUSIVE"} on ${table}`;
  },
};
