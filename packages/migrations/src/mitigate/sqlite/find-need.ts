import type { Connection } from "@dataflow/database";
import type { CatalogIndex } from "../../catalog/catalog.ts";
import { objectId } from "../../catalog/object-id.ts";
import type { Evidence } from "../../evidence/evidence.ts";
import type { FindNeed } from "../mitigated-steps.ts";
import { sizedTable } from "../sized-need.ts";

/**
 * What finds out whether statements keep others waiting, on SQLite: whoever writes has the whole file, so what counts is
 * how many rows one transaction writes.
 *
 * @param connection the database
 * @param objects what there is before the plan
 * @param tableSize rows, where nobody knows how many there are
 * @returns the function that does
 */
export function sqliteNeed(connection: Connection, objects: CatalogIndex, tableSize?: number): FindNeed {
  return async ({ tree, sql }, transformation) => {
    const relation =
      "UpdateStmt" in tree ? tree.UpdateStmt.relation : "DeleteStmt" in tree ? tree.DeleteStmt.relation : undefined;
    const name = relation?.relname ?? "";
    const stated: Evidence = { source: "statement", fact: "what it writes", value: sql };
    if (transformation === undefined || !objects.has(objectId("table", [name]))) {
      const reason = "no part of a change of the file could be a transaction of its own";
      return { isNeeded: false, reason, evidence: [stated] };
    }
    const sized = await sizedTable(connection, { name }, tableSize);
    if (sized.empty !== undefined) return sized.empty;
    return {
      isNeeded: true,
      reason: `all who write wait until every row of ${name} was looked at`,
      evidence: [stated, ...sized.evidence],
    };
  };
}
