import { tableLabel } from "../../../diff/table-name.ts";
import type { HazardRule } from "../../hazard.ts";
import { lockEvidence, ownHazard } from "../exposure.ts";
import { safely } from "../fix-text.ts";
import type { PostgresContext } from "../postgres-context.ts";
import { pick, pickAll, sqlTable, tableOf } from "../tree.ts";

/** L29 */
export const partitionOf: HazardRule<PostgresContext> = {
  id: "partition-of",
  title: "CREATE TABLE … PARTITION OF locks the parent for everybody and reads the default partition",
  find(context) {
    const create = pick(context.statement.tree, "CreateStmt");
    if (create?.partbound === undefined) return [];
    return pickAll(create.inhRelations, "RangeVar").map((range) => {
      const table = tableOf(range);
      const made = tableOf(create.relation);
      const fix = safely(
        `CREATE TABLE ${sqlTable(made)} (LIKE ${sqlTable(table)} INCLUDING ALL)`,
        `-- then ALTER TABLE ${sqlTable(table)} ATTACH PARTITION ${sqlTable(made)} …; which lets reads and writes go on`,
      );
      const message = `Nobody can read or write ${tableLabel(table)} until this has had its turn, nor while its default partition is searched`;
      const hasLimit = context.state.hasLockTimeout || context.state.hasLocalLockTimeout;
      const evidence = [lockEvidence(table, "ACCESS EXCLUSIVE")];
      return {
        ...ownHazard(context, { table, level: hasLimit ? "LOW" : "MEDIUM", message, fix, evidence }),
        isWork: true,
      };
    });
  },
};
