import { type TableName, tableLabel } from "../../../diff/table-name.ts";
import { blocksWrites, type LockMode } from "../../../effects/lock-mode.ts";
import type { HazardRule } from "../../hazard.ts";
import { lockEvidence, ownHazard } from "../exposure.ts";
import { safely } from "../fix-text.ts";
import type { PostgresContext } from "../postgres-context.ts";
import { keyOf, type ScriptState } from "../script-state.ts";
import { statementLocks } from "../statement-locks.ts";
import { pick } from "../tree.ts";

/** L21 */
export const wideLockWindow: HazardRule<PostgresContext> = {
  id: "wide-lock-window",
  title: "One transaction holds strong locks on several tables at once",
  find(context) {
    const { state, statement } = context;
    if (!state.isExplicit) return [];
    const held = [...state.locks.values()].filter(({ lock }) => blocksWrites(lock));
    const taken = statementLocks(statement, state).filter(
      ({ table, lock }) => blocksWrites(lock) && !state.tables.has(keyOf(table)),
    );
    const own = new Set(taken.map(({ table }) => keyOf(table)));
    const others = held.filter(({ table }) => !own.has(keyOf(table)));
    const isNew = taken.some(({ table }) => !state.locks.has(keyOf(table)) || !blocksWrites(lockOf(state, table)));
    const [first] = taken;
    if (isExchange(context)) return [];
    if (first === undefined || others.length === 0 || !isNew) return [];
    const names = others.map(({ table }) => tableLabel(table)).join(", ");
    const fix = safely("COMMIT", "BEGIN", statement.text, "-- and let each transaction lock one table only");
    const message = `While this waits for ${tableLabel(first.table)}, ${names} stay locked; two such transactions can wait for each other for ever`;
    const evidence = [...others, first].map(({ table, lock }) => lockEvidence(table, lock));
    return [ownHazard(context, { table: first.table, level: "MEDIUM", message, fix, evidence })];
  },
};

function lockOf(state: ScriptState, table: TableName): LockMode {
  return state.locks.get(keyOf(table))?.lock ?? "ACCESS SHARE";
}

/** Two tables that change their names can do so only together. */
function isExchange({ statement, statements, index }: PostgresContext): boolean {
  const rename = pick(statement.tree, "RenameStmt");
  if (rename?.renameType !== "OBJECT_TABLE") return false;
  return statements.slice(0, index).some(({ tree }) => {
    const before = pick(tree, "RenameStmt");
    return before?.renameType === "OBJECT_TABLE" && before.relation?.relname === rename.newname;
  });
}
