import type { HazardRule } from "../../hazard.ts";
import { stated } from "../exposure.ts";
import { safely } from "../fix-text.ts";
import type { PostgresContext } from "../postgres-context.ts";
import { namesOf, pick, pickAll, sqlName } from "../tree.ts";

/** F19 */
export const definerSearchPath: HazardRule<PostgresContext> = {
  id: "definer-search-path",
  title: "A SECURITY DEFINER function without a search_path of its own runs whatever its caller puts in the way",
  find(context) {
    const create = pick(context.statement.tree, "CreateFunctionStmt");
    const options = pickAll(create?.options, "DefElem");
    const isDefiner = options.some(
      ({ defname, arg }) => defname === "security" && pick(arg, "Boolean")?.boolval === true,
    );
    const hasPath = options.some(
      ({ defname, arg }) => defname === "set" && pick(arg, "VariableSetStmt")?.name === "search_path",
    );
    if (create === undefined || !isDefiner || hasPath) return [];
    const name = namesOf(create.funcname).map(sqlName).join(".");
    return [
      {
        level: "MEDIUM",
        message: `${name} has the rights of its owner, and finds tables and functions by the search_path of whoever calls it`,
        fix: safely(`-- CREATE FUNCTION ${name} … SECURITY DEFINER SET search_path = pg_catalog, pg_temp …;`),
        evidence: [stated("SECURITY DEFINER without SET search_path")],
      },
    ];
  },
};
