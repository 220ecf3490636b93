import { objectId } from "../../catalog/object-id.ts";
import { outside, patient, piece } from "../pieces.ts";
import type { Transformation } from "../transformation.ts";
import { namedTable } from "./statement-parts.ts";

/** An index or a table's indexes are built again while others write. */
export const concurrentReindex: Transformation = {
  name: "concurrent-reindex",
  category: "CONCURRENT_BUILD",
  transform({ step, sql, tree, earlier, later }) {
    if (!("ReindexStmt" in tree) || /\bCONCURRENTLY\b/i.test(sql)) return undefined;
    const { kind } = tree.ReindexStmt;
    if (earlier.length + later.length > 0 || (kind !== "REINDEX_OBJECT_INDEX" && kind !== "REINDEX_OBJECT_TABLE"))
      return { obstacle: "only one index, or those of one table, can be built again concurrently" };
    const concurrently = sql.replace(/\b(?:INDEX|TABLE)\b\s+/i, "$&CONCURRENTLY ");
    return {
      description: "build the indexes again concurrently, and exchange them when they are there",
      before: [],
      during: [],
      after: [outside(piece(step, "concurrently", [concurrently]))],
    };
  },
};

/** A materialized view is computed anew while others read it. */
export const concurrentRefresh: Transformation = {
  name: "concurrent-refresh",
  category: "CONCURRENT_BUILD",
  transform({ step, sql, tree, earlier, later }, { objects }) {
    if (!("RefreshMatViewStmt" in tree) || tree.RefreshMatViewStmt.concurrent === true) return undefined;
    const view = namedTable(tree.RefreshMatViewStmt.relation);
    const id = objectId("materializedView", view.path);
    const isKeyed = [...objects.values()].some(
      (object) =>
        object.kind === "index" &&
        object.parent === id &&
        object.definition.unique &&
        object.definition.predicate === undefined &&
        object.definition.columns.every((column) => column !== null),
    );
    if (!isKeyed || tree.RefreshMatViewStmt.skipData === true)
      return {
        obstacle: `${view.sql} needs a unique index over plain columns, without a condition, to be refreshed concurrently`,
      };
    const concurrently = sql.replace(/\bVIEW\s+/i, "$&CONCURRENTLY ");
    return {
      description: `compute ${view.sql} anew beside the old rows, and exchange what differs`,
      before: [],
      during: [],
      after: [patient(piece(step, "concurrently", [...earlier, concurrently, ...later]))],
    };
  },
};
