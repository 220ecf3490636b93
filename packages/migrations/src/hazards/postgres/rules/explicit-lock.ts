import { tableLabel } from "../../../diff/table-name.ts";
import { blocksWrites } from "../../../effects/lock-mode.ts";
import type { HazardRule } from "../../hazard.ts";
import { lockEvidence, ownHazard } from "../exposure.ts";
import { safely } from "../fix-text.ts";
import type { PostgresContext } from "../postgres-context.ts";
import { statementLocks } from "../statement-locks.ts";
import { pick, sqlTable } from "../tree.ts";

/** L35 */
export const explicitLock: HazardRule<PostgresContext> = {
  id: "explicit-lock",
  title: "LOCK TABLE keeps others waiting until the transaction ends",
  find(context) {
    if (pick(context.statement.tree, "LockStmt") === undefined) return [];
    return statementLocks(context.statement, context.state)
      .filter(({ lock }) => blocksWrites(lock))
      .map(({ table, lock }) => {
        const fix = safely(
          "SET LOCAL lock_timeout = '2s'",
          `LOCK TABLE ${sqlTable(table)} IN SHARE UPDATE EXCLUSIVE MODE`,
          "-- keeps other changes of the schema away, and lets rows be read and written",
        );
        const message = `${tableLabel(table)} stays locked from here to the end of the transaction`;
        return ownHazard(context, { table, level: "MEDIUM", message, fix, evidence: [lockEvidence(table, lock)] });
      });
  },
};
