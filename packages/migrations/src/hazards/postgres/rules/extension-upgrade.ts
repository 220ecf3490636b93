import type { HazardRule } from "../../hazard.ts";
import { stated } from "../exposure.ts";
import { safely } from "../fix-text.ts";
import type { PostgresContext } from "../postgres-context.ts";
import { namesOf, pick, sqlName } from "../tree.ts";

/** F20 */
export const extensionUpgrade: HazardRule<PostgresContext> = {
  id: "extension-upgrade",
  title: "Another version of an extension or a collation may change functions, types and the order in indexes",
  find(context) {
    const extension = pick(context.statement.tree, "AlterExtensionStmt")?.extname;
    const collation = pick(context.statement.tree, "AlterCollationStmt");
    if (extension !== undefined) {
      const message = `The new version of ${extension} runs a script that nobody has read here, and there is no way back`;
      const fix = safely(
        "-- rehearse it on a copy, and name the version",
        `-- ALTER EXTENSION ${sqlName(extension)} UPDATE TO '…';`,
      );
      return [{ level: "MEDIUM", message, fix, evidence: [stated(`ALTER EXTENSION ${extension} UPDATE`)] }];
    }
    if (collation === undefined) return [];
    const name = namesOf(collation.collname).join(".");
    const fix = safely(
      "-- build the indexes that use it again first, outside of any transaction",
      "-- REINDEX INDEX CONCURRENTLY …; then refresh the version",
    );
    return [
      {
        level: "MEDIUM",
        message: `This only says that ${name} is as it was; indexes in the old order find fewer rows, and unique ones take repetitions`,
        fix,
        evidence: [stated(`ALTER COLLATION ${name} REFRESH VERSION`)],
      },
    ];
  },
};
