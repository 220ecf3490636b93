import { EVERYBODY, grantStatements } from "../../dialects/postgres/grant-clauses.ts";
import { quoteIdentifier } from "../../dialects/sql-text.ts";
import type { OperationType } from "../operation-type.ts";
import { dropOperation } from "./whole-object.ts";

/** What everybody may do with what is made, unless somebody says otherwise. */
const BORN: ReadonlyMap<string, readonly string[]> = new Map([
  ["functions", ["EXECUTE"]],
  ["types", ["USAGE"]],
]);

/** Goes back to what is usual. */
export const dropDefaultGrant: OperationType<"defaultGrant"> = dropOperation("defaultGrant", ({ path }) => {
  const [owner = "", ...rest] = path;
  const [objects = "", role = ""] = rest.slice(-2);
  const schema = rest.length === 3 ? ` IN SCHEMA ${quoteIdentifier(rest[0] ?? "")}` : "";
  const prefix = `ALTER DEFAULT PRIVILEGES FOR ROLE ${quoteIdentifier(owner)}${schema} `;
  // Those of a schema come on top of the usual ones; those of the database take their place.
  const usual = role === owner ? ["ALL"] : role === EVERYBODY ? (BORN.get(objects) ?? []) : [];
  const has = { privileges: schema === "" ? usual : [], grantable: [] };
  return grantStatements(has, { on: objects.toUpperCase(), prefix }, role);
});
