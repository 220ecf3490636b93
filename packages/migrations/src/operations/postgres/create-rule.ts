import type { OperationType } from "../operation-type.ts";
import { ownerTable } from "./names.ts";
import { enabledStatement } from "./set-enabled.ts";
import { createOperation } from "./whole-object.ts";

/** Creates a rule, and turns it off when it is to be there without effect. */
export const createRule: OperationType<"rule"> = createOperation(
  "rule",
  (rule) => [rule.definition.sql, ...(rule.definition.enabled === "origin" ? [] : [enabledStatement(rule, "RULE")])],
  { lock: ({ after }) => (after === undefined ? undefined : `ACCESS EXCLUSIVE on ${ownerTable(after)}`) },
);
