import { objectId } from "../../catalog/object-id.ts";
import { quoteIdentifier } from "../../dialects/sql-text.ts";
import type { OperationType, PlanFacts } from "../operation-type.ts";
import { alterTable } from "./alter-table.ts";

/** Changes what a subscriber knows a row by. */
export const setReplicaIdentity: OperationType<"table"> = alterTable(
  "setReplicaIdentity",
  ["replicaIdentity"],
  (_before, { definition: { replicaIdentity }, path }, facts) => {
    // An index that comes later, or anew, says so itself when it is there.
    if (typeof replicaIdentity === "object" && isMade(path, replicaIdentity.index, facts))
      return ["REPLICA IDENTITY DEFAULT"];
    if (replicaIdentity === undefined) return ["REPLICA IDENTITY DEFAULT"];
    if (typeof replicaIdentity === "string") return [`REPLICA IDENTITY ${replicaIdentity.toUpperCase()}`];
    return [`REPLICA IDENTITY USING INDEX ${quoteIdentifier(replicaIdentity.index)}`];
  },
);

function isMade(table: readonly string[], index: string, facts: PlanFacts): boolean {
  const ids = [objectId("index", [...table.slice(0, -1), index]), objectId("constraint", [...table, index])];
  return ids.some((id) => facts.isMade(id));
}
