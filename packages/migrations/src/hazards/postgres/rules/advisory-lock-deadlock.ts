import type { HazardRule } from "../../hazard.ts";
import { stated } from "../exposure.ts";
import { safely } from "../fix-text.ts";
import type { PostgresContext } from "../postgres-context.ts";
import { hasOption, pick } from "../tree.ts";

/** F2 */
export const advisoryLockDeadlock: HazardRule<PostgresContext> = {
  id: "advisory-lock-deadlock",
  title: "A concurrent build and a session that waits for pg_advisory_lock() wait for each other",
  find(context) {
    const { tree } = context.statement;
    const reindex = hasOption(pick(tree, "ReindexStmt")?.params, "concurrently");
    const builds =
      pick(tree, "IndexStmt")?.concurrent === true || pick(tree, "DropStmt")?.concurrent === true || reindex;
    if (!builds || !context.state.openedAdvisoryLock.is) return [];
    return [
      {
        level: "HIGH",
        message:
          "This waits for every older transaction, and one that waits for the advisory lock held here is one of them: a deadlock",
        fix: safely(
          "SELECT pg_try_advisory_lock(1)",
          "-- ask for the lock again and again instead of waiting for it, in every process that takes it",
        ),
        evidence: [stated("pg_advisory_lock() is held")],
      },
    ];
  },
};
