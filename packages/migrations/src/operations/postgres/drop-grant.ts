import type { ObjectKind } from "../../catalog/object-kind.ts";
import { EVERYBODY } from "../../dialects/postgres/grant-clauses.ts";
import type { OperationType } from "../operation-type.ts";
import { statementsFor } from "./set-grant.ts";
import { kindOf } from "./target-name.ts";
import { dropOperation } from "./whole-object.ts";

/** What everybody may do with a thing from the start. */
const BORN: ReadonlyMap<ObjectKind, readonly string[]> = new Map([
  ["function", ["EXECUTE"]],
  ["aggregate", ["EXECUTE"]],
  ["enum", ["USAGE"]],
  ["composite", ["USAGE"]],
  ["range", ["USAGE"]],
  ["domain", ["USAGE"]],
]);

/** Goes back to the privileges that such a thing is born with. */
export const dropGrant: OperationType<"grant"> = dropOperation("grant", (grant, facts) => {
  const { on, role } = grant.definition;
  const privileges = role === EVERYBODY ? (BORN.get(kindOf(on)) ?? []) : [];
  return statementsFor({ ...grant, definition: { on, role, privileges, grantable: [] } }, facts);
});
