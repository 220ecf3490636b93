import { tableLabel } from "../../../diff/table-name.ts";
import type { Hazard, HazardRule } from "../../hazard.ts";
import { lockEvidence, ownHazard } from "../exposure.ts";
import { safely } from "../fix-text.ts";
import { type PostgresContext, tableActions } from "../postgres-context.ts";
import { pick, sqlTable, tableOf } from "../tree.ts";

/** L27 */
export const triggerLock: HazardRule<PostgresContext> = {
  id: "trigger-lock",
  title: "Changing triggers keeps writes waiting, and disabling all of them lets wrong rows in",
  find(context) {
    return [...disabledAll(context), ...brief(context)];
  },
};

function disabledAll(context: PostgresContext): readonly Hazard[] {
  return tableActions(context, "AT_DisableTrigAll").map(({ table }) => {
    const message = `With all triggers of ${tableLabel(table)} off nobody checks foreign keys: rows that refer to nothing stay for ever`;
    const fix = safely(
      `ALTER TABLE ${sqlTable(table)} DISABLE TRIGGER USER`,
      "-- leaves those of foreign keys on; for one session only: SET session_replication_role",
    );
    return ownHazard(context, {
      table,
      level: "HIGH",
      message,
      fix,
      evidence: [lockEvidence(table, "SHARE ROW EXCLUSIVE")],
    });
  });
}

/** The lock is short; what counts is how long one waits for it. */
function brief(context: PostgresContext): readonly Hazard[] {
  if (context.state.hasLockTimeout || context.state.hasLocalLockTimeout) return [];
  const created = pick(context.statement.tree, "CreateTrigStmt")?.relation;
  const actions = tableActions(
    context,
    "AT_EnableTrig",
    "AT_DisableTrig",
    "AT_EnableTrigAll",
    "AT_EnableTrigUser",
    "AT_DisableTrigUser",
  );
  const tables = [...(created === undefined ? [] : [tableOf(created)]), ...actions.map(({ table }) => table)];
  return tables.map((table) => {
    const message = `Writes of ${tableLabel(table)} wait for as long as this waits for its turn`;
    const fix = safely("SET lock_timeout = '2s'", context.statement.text);
    return ownHazard(context, {
      table,
      level: "LOW",
      message,
      fix,
      evidence: [lockEvidence(table, "SHARE ROW EXCLUSIVE")],
    });
  });
}
