import type { HazardRule } from "../../hazard.ts";
import { isChecked } from "../constraints.ts";
import { stated } from "../exposure.ts";
import { safely, withEnding } from "../fix-text.ts";
import type { PostgresContext } from "../postgres-context.ts";
import { namesOf, pick, sqlName } from "../tree.ts";

/** L32 */
export const domainConstraint: HazardRule<PostgresContext> = {
  id: "domain-constraint",
  title: "A constraint of a domain is checked in every table that uses it, while nobody can write to them",
  find(context) {
    const alter = pick(context.statement.tree, "AlterDomainStmt");
    const constraint = pick(alter?.def, "Constraint");
    const adds = alter?.subtype === "C" && constraint !== undefined && isChecked(constraint);
    if (alter === undefined || !(adds || alter.subtype === "O")) return [];
    const name = namesOf(alter.typeName).join(".");
    if (context.state.types.has(name) || hasNoUsers(context, name)) return [];
    const check = sqlName(constraint?.conname ?? `${name}_check`);
    const fix = safely(
      constraint?.contype === "CONSTR_CHECK"
        ? withEnding(context, "NOT VALID")
        : "-- add a check (VALUE IS NOT NULL) NOT VALID instead",
      "-- in a later transaction",
      `ALTER DOMAIN ${name} VALIDATE CONSTRAINT ${check}`,
    );
    const message = `Nobody can write to any table with a column of ${name} while all their rows are checked`;
    return [{ level: "HIGH", message, fix, evidence: [stated(`lock on every table that uses ${name}`, "SHARE")] }];
  },
};

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
