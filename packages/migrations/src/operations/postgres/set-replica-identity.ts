import { quoteIdentifier } from "../../dialects/sql-text.ts";
import type { OperationType } from "../operation-type.ts";
import { alterTable } from "./alter-table.ts";

/** Changes what a subscriber knows a row by. */
export const setReplicaIdentity: OperationType<"table"> = alterTable(
  "setReplicaIdentity",
  ["replicaIdentity"],
  (_before, { definition: { replicaIdentity } }) => {
    if (replicaIdentity === undefined) return ["REPLICA IDENTITY DEFAULT"];
    if (typeof replicaIdentity === "string") return [`REPLICA IDENTITY ${replicaIdentity.toUpperCase()}`];
    return [`REPLICA IDENTITY USING INDEX ${quoteIdentifier(replicaIdentity.index)}`];
  },
);
