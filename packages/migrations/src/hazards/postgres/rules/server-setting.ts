import type { HazardRule } from "../../hazard.ts";
import { stated } from "../exposure.ts";
import type { PostgresContext } from "../postgres-context.ts";
import { pick } from "../tree.ts";

/** F26 */
export const serverSetting: HazardRule<PostgresContext> = {
  id: "server-setting",
  title: "A setting of the whole server is changed by the migration of one database",
  find({ statement: { tree } }) {
    const setting = pick(tree, "AlterSystemStmt")?.setstmt?.name;
    if (setting === undefined) return [];
    return [
      {
        level: "MEDIUM",
        message: `${setting} is changed for every database of the server, at some later time, and nothing undoes it with the migration`,
        fix: `-- leave it to those who run the server; for one role or database: ALTER ROLE … SET ${setting} = …`,
        evidence: [stated("ALTER SYSTEM", setting)],
      },
    ];
  },
};
