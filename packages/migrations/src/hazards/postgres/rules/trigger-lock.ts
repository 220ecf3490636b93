import { type TableName, tableLabel } from "../../../diff/table-name.ts";
import type { RiskLevel } from "../../../report/risk-level.ts";
import type { Hazard, HazardRule } from "../../hazard.ts";
import { lockEvidence, ownHazard, stated } from "../exposure.ts";
import { safely } from "../fix-text.ts";
import { type PostgresContext, tableActions } from "../postgres-context.ts";
import { namesOf, pick, pickAll, sqlName, sqlTable, tableOf, tableOfNames } from "../tree.ts";

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
      "BEGIN",
      `ALTER TABLE ${sqlTable(table)} DISABLE TRIGGER USER`,
      "-- leaves those of foreign keys on; for one session only: SET session_replication_role",
      `ALTER TABLE ${sqlTable(table)} ENABLE TRIGGER USER`,
      "COMMIT",
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
  const isBack = (name: string): boolean =>
    statements.some(({ tree }) => {
      const enabled = pickAll(pick(tree, "AlterTableStmt")?.cmds, "AlterTableCmd").some(
        ({ subtype, name: one }) =>
          subtype === "AT_EnableTrigAll" ||
          subtype === "AT_EnableTrigUser" ||
          (subtype === "AT_EnableTrig" && one === name),
      );
      return enabled || (name !== "" && pick(tree, "CreateTrigStmt")?.trigname === name);
    });
  const disabled = tableActions(context, "AT_DisableTrig", "AT_DisableTrigUser");
  const off = disabled.map(({ table, command }) => ({ table, name: command.name ?? "" }));
  // Whoever drops one knows that it is gone; what is only switched off is believed to work.
  return [
    ...dropped.filter(({ name }) => !isBack(name)).map((trigger) => missingHazard(context, trigger, "LOW")),
    ...off.filter(({ name }) => !isBack(name)).map((trigger) => missingHazard(context, trigger, "MEDIUM")),
  ];
}

interface MissingTrigger {
  readonly table: TableName;
  /** Empty: all those that are not of constraints. */
  readonly name: string;
}

function missingHazard(context: PostgresContext, { table, name }: MissingTrigger, level: RiskLevel): Hazard {
  const what = name === "" ? "all its triggers do" : `${name} does`;
  const message = `What ${what} is not done any more for rows of ${tableLabel(table)}`;
  const again = `ALTER TABLE ${sqlTable(table)} ENABLE TRIGGER ${name === "" ? "USER" : sqlName(name)}`;
  const fix =
    level === "LOW"
      ? safely("-- first make sure that nobody relies on it; then", context.statement.text)
      : safely("BEGIN", context.statement.text, "-- what has to be done without it", again, "COMMIT");
  const evidence = [stated(`${name === "" ? "every trigger" : `the trigger ${name}`} of ${tableLabel(table)} is off`)];
  return ownHazard(context, { table, level, message, fix, evidence });
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
