import type { HazardRule } from "../../hazard.ts";
import type { PostgresContext } from "../postgres-context.ts";
import { hasOption, pick } from "../tree.ts";

/** F3 */
export const corruptingVersion: HazardRule<PostgresContext> = {
  id: "corrupting-version",
  title: "Versions 14.0 to 14.3 build indexes concurrently that miss rows",
  find(context) {
    const { serverVersion } = context.facts;
    if (serverVersion < 140_000 || serverVersion > 140_003) return [];
    const { tree } = context.statement;
    const reindex = hasOption(pick(tree, "ReindexStmt")?.params, "concurrently");
    if (pick(tree, "IndexStmt")?.concurrent !== true && !reindex) return [];
    return [
      {
        level: "CRITICAL",
        message: "The index may miss rows: this version builds indexes concurrently wrong",
        fix: "-- upgrade the server to 14.4 or later first",
        evidence: [
          { source: "catalog", fact: "version of the server", value: serverVersion, query: "SHOW server_version_num" },
        ],
      },
    ];
  },
};
