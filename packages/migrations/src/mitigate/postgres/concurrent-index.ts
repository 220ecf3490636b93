import { brief, outside, piece } from "../pieces.ts";
import type { Transformation } from "../transformation.ts";
import { isPartitioned, namedTable } from "./statement-parts.ts";

/** An index is built while others write. */
export const concurrentIndex: Transformation = {
  name: "concurrent-index",
  category: "CONCURRENT_BUILD",
  transform({ step, sql, tree, earlier, later }, { objects }) {
    if (!("IndexStmt" in tree) || tree.IndexStmt.concurrent === true) return undefined;
    const { idxname, relation } = tree.IndexStmt;
    const table = namedTable(relation);
    if (isPartitioned(objects.get(table.id))) return undefined;
    if (idxname === undefined)
      return { obstacle: "an index without a name could not be found again after an interruption; give it one" };
    const concurrently = sql.replace(/^\s*CREATE\s+(?:UNIQUE\s+)?INDEX\s+/i, "$&CONCURRENTLY ");
    return {
      description: `build the index ${idxname} concurrently: writers of ${table.sql} do not wait for it`,
      before: earlier.length === 0 ? [] : [brief(piece(step, "first", earlier))],
      during: [],
      after: [
        outside(piece(step, "build", [concurrently], { operation: "createIndex" })),
        ...(later.length === 0 ? [] : [brief(piece(step, "then", later))]),
      ],
    };
  },
};
