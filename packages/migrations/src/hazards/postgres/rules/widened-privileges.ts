import type { GrantStmt, Node } from "@pgsql/types";
import type { Hazard, HazardRule } from "../../hazard.ts";
import { stated } from "../exposure.ts";
import type { PostgresContext } from "../postgres-context.ts";
import { pick, pickAll } from "../tree.ts";

/** F25 */
export const widenedPrivileges: HazardRule<PostgresContext> = {
  id: "widened-privileges",
  title: "More people may do more than the code needs",
  find({ statement: { tree } }) {
    return [...granted(tree), ...powers(tree)];
  },
};

function granted(tree: Node): readonly Hazard[] {
  const defaults = pick(tree, "AlterDefaultPrivilegesStmt")?.action;
  // The grammar gives the action of ALTER DEFAULT PRIVILEGES as the content of a node, without its name.
  const grant = pick(tree, "GrantStmt") ?? (defaults as GrantStmt | undefined);
  if (grant?.is_grant !== true) return [];
  const toAll = pickAll(grant.grantees, "RoleSpec").some(({ roletype }) => roletype === "ROLESPEC_PUBLIC");
  const isOfRows = ROWS.has(grant.objtype ?? "");
  const what = WORDS.get(grant.objtype ?? "") ?? "objects";
  if (toAll && isOfRows) {
    const message = `Everybody who can connect may use these ${what}, now and in the future`;
    return [hazardOf("MEDIUM", message, "-- GRANT to the roles that need it, not to PUBLIC", "grantee", "PUBLIC")];
  }
  if (grant.privileges !== undefined || !isOfRows) return [];
  const message = `The grantee may do with these ${what} whatever there is to do: TRUNCATE and triggers as well`;
  return [hazardOf("LOW", message, "-- GRANT SELECT, INSERT, UPDATE, DELETE, and no more", "privileges", "ALL")];
}

const WORDS: ReadonlyMap<string, string> = new Map([
  ["OBJECT_TABLE", "tables"],
  ["OBJECT_SEQUENCE", "sequences"],
  ["OBJECT_SCHEMA", "schemas"],
]);

const ROWS: ReadonlySet<string> = new Set(["OBJECT_TABLE", "OBJECT_COLUMN"]);

/** What lets a role pass over all that is granted. */
const POWERS: ReadonlyMap<string, string> = new Map([
  ["superuser", "SUPERUSER"],
  ["bypassrls", "BYPASSRLS"],
]);

function powers(tree: Node): readonly Hazard[] {
  const role = pick(tree, "CreateRoleStmt") ?? pick(tree, "AlterRoleStmt");
  return pickAll(role?.options, "DefElem").flatMap(({ defname = "", arg }) => {
    const power = POWERS.get(defname);
    if (power === undefined || pick(arg, "Boolean")?.boolval !== true) return [];
    const message = `A role with ${power} passes over what is granted and over row security`;
    return [hazardOf("MEDIUM", message, "-- GRANT what the role needs", "power", power)];
  });
}

function hazardOf(
  level: Hazard["level"],
  message: string,
  fix: string,
  ...[fact, value]: readonly [string, string]
): Hazard {
  return { level, message, fix, evidence: [stated(fact, value)] };
}
