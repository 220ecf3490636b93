import type { Hazard, HazardRule } from "../../hazard.ts";
import { isChecked } from "../constraints.ts";
import { stated } from "../exposure.ts";
import { safely, withEnding } from "../fix-text.ts";
import type { PostgresContext } from "../postgres-context.ts";
import { namesOf, pick, pickAll, sqlName } from "../tree.ts";

/** L32 */
export const domainConstraint: HazardRule<PostgresContext> = {
  id: "domain-constraint",
  title: "A constraint of a domain is checked in every table that uses it, while nobody can write to them",
  find(context) {
    const created = createdDomain(context);
    if (created !== undefined) return [created];
    const alter = pick(context.statement.tree, "AlterDomainStmt");
    const constraint = pick(alter?.def, "Constraint");
    const adds = alter?.subtype === "C" && constraint !== undefined && isChecked(constraint);
    if (alter === undefined || !(adds || alter.subtype === "O")) return [];
    const name = namesOf(alter.typeName).join(".");
    if (context.state.types.has(name) || (context.effects === undefined && hasNoUsers(context, name))) return [];
    const check = sqlName(constraint?.conname ?? `${name}_check`);
    const fix = safely(
      constraint?.contype === "CONSTR_CHECK"
        ? withEnding(context, "NOT VALID")
        : "-- add a check (VALUE IS NOT NULL) NOT VALID instead",
      "-- in a later transaction",
      `ALTER DOMAIN ${name} VALIDATE CONSTRAINT ${check}`,
    );
    const message = `Nobody can write to any table with a column of ${name} while all their rows are checked`;
    return [
      {
        level: "HIGH",
        message,
        fix,
        isWork: true,
        evidence: [stated(`lock on every table that uses ${name}`, "SHARE")],
      },
    ];
  },
};

/** Nobody uses it yet; but every column of it that is added to a table writes the table anew. */
function createdDomain({ statement }: PostgresContext): Hazard | undefined {
  const create = pick(statement.tree, "CreateDomainStmt");
  const constraints = pickAll(create?.constraints, "Constraint");
  const isConstrained = constraints.some(({ contype }) => contype === "CONSTR_CHECK" || contype === "CONSTR_NOTNULL");
  if (create === undefined || !isConstrained) return undefined;
  const name = namesOf(create.domainname).join(".");
  const message = `Every column of ${name} that is added to a table writes that table anew, and another constraint is checked in all of them`;
  const fix = "-- use the type itself, and a check for each table: added NOT VALID, validated later";
  return { level: "LOW", message, fix, evidence: [stated(`${name} has a constraint`)] };
}

/** With a catalog at hand it is known which columns are of the domain. */
function hasNoUsers({ facts }: PostgresContext, name: string): boolean {
  if (facts.catalog === undefined) return false;
  const domains = [...facts.catalog.values()].filter(
    ({ kind, path }) => kind === "domain" && path.at(-1) === name.split(".").at(-1),
  );
  const ids = new Set(domains.map(({ id }) => id));
  return ![...facts.catalog.values()].some(
    ({ kind, dependsOn }) => kind === "column" && dependsOn.some((id) => ids.has(id)),
  );
}
