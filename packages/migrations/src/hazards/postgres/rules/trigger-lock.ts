import { tableLabel } from "../../../diff/table-name.ts";
import type { Hazard, HazardRule } from "../../hazard.ts";
import { lockEvidence, ownHazard, stated } from "../exposure.ts";
import { safely } from "../fix-text.ts";
import { type PostgresContext, tableActions } from "../postgres-context.ts";
import { namesOf, pick, pickAll, sqlTable, tableOf, tableOfNames } from "../tree.ts";

/** L27 */
export const triggerLock: HazardRule<PostgresContext> = {
  id: "trigger-lock",
  title: "Changing triggers keeps writes waiting, and disabling all of them lets wrong rows in",
  find(context) {
    return [...disabledAll(context), ...withoutTrigger(context), ...brief(context)];
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

/** What the trigger does is not done any more: unless the script makes or enables it again. */
function withoutTrigger(context: PostgresContext): readonly Hazard[] {
  const { statement, statements } = context;
  const drop = pick(statement.tree, "DropStmt");
  const names =
    drop?.removeType === "OBJECT_TRIGGER" ? pickAll(drop.objects, "List").map(({ items }) => namesOf(items)) : [];
  const dropped = names.map((path) => ({ table: tableOfNames(path.slice(0, -1)), name: path.at(-1) ?? "" }));
  const disabled = tableActions(context, "AT_DisableTrig").map(({ table, command }) => ({
    table,
    name: command.name ?? "",
  }));
  const isBack = (name: string): boolean =>
    statements.some(({ tree }) => {
      const enabled = pickAll(pick(tree, "AlterTableStmt")?.cmds, "AlterTableCmd").some(
        (command) => command.subtype === "AT_EnableTrig" && command.name === name,
      );
      return enabled || pick(tree, "CreateTrigStmt")?.trigname === name;
    });
  return [...dropped, ...disabled]
    .filter(({ name }) => !isBack(name))
    .map(({ table, name }) => {
      const message = `What ${name} does is not done any more for rows of ${tableLabel(table)}`;
      const fix = safely("-- first make sure that nobody relies on it; then", statement.text);
      return ownHazard(context, { table, level: "LOW", message, fix, evidence: [stated(`the trigger ${name} goes`)] });
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
