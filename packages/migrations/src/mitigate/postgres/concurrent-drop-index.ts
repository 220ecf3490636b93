import { outside, piece } from "../pieces.ts";
import type { Transformation } from "../transformation.ts";

/** An index is dropped without keeping readers and writers of its table out. */
export const concurrentDropIndex: Transformation = {
  name: "concurrent-drop-index",
  category: "CONCURRENT_BUILD",
  transform({ step, sql, tree, earlier, later }, { objects }) {
    if (!("DropStmt" in tree) || tree.DropStmt.removeType !== "OBJECT_INDEX" || tree.DropStmt.concurrent === true)
      return undefined;
    const index = objects.get(step.object);
    if (earlier.length + later.length > 0 || (tree.DropStmt.objects ?? []).length > 1)
      return { obstacle: "several statements at once cannot be done concurrently" };
    const table = index?.parent === undefined ? undefined : objects.get(index.parent);
    if (table?.kind === "table" && table.definition.partitionBy !== undefined)
      return { obstacle: "the server drops no index of a partitioned table concurrently" };
    return {
      description: "drop the index concurrently: it waits for those who use it, and nobody waits for it",
      before: [],
      during: [],
      after: [outside(piece(step, "drop", [sql.replace(/^\s*DROP\s+INDEX\s+/i, "$&CONCURRENTLY ")]))],
    };
  },
};
