import { roleSql } from "../../dialects/postgres/grant-clauses.ts";
import type { OperationType } from "../operation-type.ts";
import { ownerTable, ownName } from "./names.ts";
import { createOperation } from "./whole-object.ts";

/** Creates a policy of row security. */
export const createPolicy: OperationType<"policy"> = createOperation(
  "policy",
  (policy) => {
    const { command, permissive, roles, using, check } = policy.definition;
    const head = `CREATE POLICY ${ownName(policy)} ON ${ownerTable(policy)} AS ${permissive ? "PERMISSIVE" : "RESTRICTIVE"}`;
    const clauses = [
      `FOR ${command} TO ${roles.map(roleSql).join(", ")}`,
      ...(using === undefined ? [] : [`USING (${using})`]),
      ...(check === undefined ? [] : [`WITH CHECK (${check})`]),
    ];
    return [`${head} ${clauses.join(" ")}`];
  },
  { lock: ({ after }) => (after === undefined ? undefined : `ACCESS EXCLUSIVE on ${ownerTable(after)}`) },
);
