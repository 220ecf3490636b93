import type { CatalogObject } from "../../catalog/catalog-object.ts";
import type { ObjectId } from "../../catalog/object-id.ts";
import { grantStatements } from "../../dialects/postgres/grant-clauses.ts";
import { inside, type OperationType, type PlanFacts } from "../operation-type.ts";
import { grantTarget, kindOf } from "./target-name.ts";

type Grant = CatalogObject<"grant">;

/**
 * The statements that leave a role with exactly the privileges of a grant.
 *
 * @param grant the grant
 * @param facts where to find the privileges on columns
 * @returns statements in order
 */
export function statementsFor(grant: Grant, facts: PlanFacts): readonly string[] {
  return [...ownStatements(grant), ...columnGrants(grant, facts).flatMap(ownStatements)];
}

function ownStatements(grant: Grant): readonly string[] {
  const { on, role } = grant.definition;
  const target = grantTarget({ on, path: grant.path.slice(0, -1) });
  return grantStatements(grant.definition, target, role);
}

/**
 * A REVOKE on a table takes the role's privileges on the table's columns with it, so they are given again; but for those
 * that come later by themselves.
 */
export function columnGrants({ definition: { on, role } }: Grant, facts: PlanFacts): readonly Grant[] {
  const { desired } = facts;
  if (kindOf(on) === "column") return [];
  const grants: Grant[] = [];
  for (const object of desired.values()) {
    if (object.kind !== "grant" || object.definition.role !== role || !isColumnOf(object, on, desired)) continue;
    if (!facts.isMade(object.id)) grants.push(object);
  }
  return grants;
}

function isColumnOf(grant: Grant, table: ObjectId, desired: PlanFacts["desired"]): boolean {
  const { parent } = grant;
  if (kindOf(grant.definition.on) !== "column" || parent === undefined) return false;
  return parent === table || desired.get(parent)?.parent === table;
}

/** Changes what a role may do with something. */
export const setGrant: OperationType<"grant"> = {
  name: "setGrant",
  kind: "grant",
  change: "alter",
  inverse: "setGrant",
  covers: ["privileges", "grantable"],
  plan: ({ after }, facts) => (after === undefined ? [] : statementsFor(after, facts).map(inside)),
};
