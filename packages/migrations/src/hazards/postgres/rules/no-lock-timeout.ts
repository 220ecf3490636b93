import { tableLabel } from "../../../diff/table-name.ts";
import { blocksWrites } from "../../../effects/lock-mode.ts";
import type { HazardRule } from "../../hazard.ts";
import { lockEvidence, ownHazard } from "../exposure.ts";
import { safely } from "../fix-text.ts";
import type { PostgresContext } from "../postgres-context.ts";
import { keyOf } from "../script-state.ts";
import { statementLocks } from "../statement-locks.ts";

/** L24 */
export const noLockTimeout: HazardRule<PostgresContext> = {
  id: "no-lock-timeout",
  title: "A strong lock is asked for without a limit to the waiting, and everybody waits behind it",
  find(context) {
    const { state, statement } = context;
    if (state.hasLockTimeout || state.hasLocalLockTimeout) return [];
    const locks = statementLocks(statement, state).filter(({ lock }) => blocksWrites(lock));
    // Once is enough: whoever sets it for the first statement sets it for all.
    if (locks.length === 0 || isSaidBefore(context)) return [];
    return locks.slice(0, 1).map(({ table, lock }) => {
      const message = `While this waits for ${tableLabel(table)}, all that comes after it waits as well, for as long as the oldest transaction runs`;
      const fix = safely(
        "SET lock_timeout = '2s'",
        statement.text,
        "-- and try the whole transaction again when it times out",
      );
      return ownHazard(context, { table, level: "LOW", message, fix, evidence: [lockEvidence(table, lock)] });
    });
  },
};

function isSaidBefore({ statements, index, state }: PostgresContext): boolean {
  return statements
    .slice(0, index)
    .some((before) =>
      statementLocks(before, state).some(({ table, lock }) => blocksWrites(lock) && !state.tables.has(keyOf(table))),
    );
}
