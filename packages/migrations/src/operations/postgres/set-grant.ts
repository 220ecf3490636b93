import type { CatalogObject } from "../../catalog/catalog-object.ts";
import { partsOf } from "../../catalog/catalog-parts.ts";
import { grantStatements } from "../../dialects/postgres/grant-clauses.ts";
import { inside, type OperationType, type PlanFacts } from "../operation-type.ts";
import { aboutTarget, grantTarget, kindOf } from "./target-name.ts";

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
  const target = { on, path: grant.path.slice(0, -1) };
  return grantStatements(grant.definition, grantTarget(target), role).map((sql) => aboutTarget(sql, target));
}

/**
 * A REVOKE on a table takes the role's privileges on the table's columns with it, so they are given again; but for those
 * that come later by themselves.
 */
export function columnGrants({ definition: { on, role } }: Grant, facts: PlanFacts): readonly Grant[] {
  const { desired } = facts;
  if (kindOf(on) === "column") return [];
  const grants: Grant[] = [];
  // Those on columns of what is no table are its own parts: such columns are no objects.
  const parts = partsOf(desired, on).flatMap((part) => (part.kind === "column" ? partsOf(desired, part.id) : [part]));
  for (const object of parts) {
    if (object.kind !== "grant" || object.definition.role !== role) continue;
    if (kindOf(object.definition.on) === "column" && !facts.isMade(object.id)) grants.push(object);
  }
  return grants;
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
