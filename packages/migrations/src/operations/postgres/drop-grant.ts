import type { OperationType } from "../operation-type.ts";
import { statementsFor } from "./set-grant.ts";
import { dropOperation } from "./whole-object.ts";

/** Goes back to the privileges that such a thing is born with. */
export const dropGrant: OperationType<"grant"> = dropOperation("grant", (grant, facts) => {
  const { on, role, born: privileges = [] } = grant.definition;
  return statementsFor({ ...grant, definition: { on, role, privileges, grantable: [] } }, facts);
});
