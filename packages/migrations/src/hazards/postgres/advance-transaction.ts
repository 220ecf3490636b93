import type { VariableSetStmt } from "@pgsql/types";
import type { PostgresContext } from "./postgres-context.ts";
import type { ScriptState } from "./script-state.ts";
import { allOf, namesOf, pick } from "./tree.ts";

/** Takes note of where transactions begin and end, and of the limits that are set. */
export function advanceTransaction(context: PostgresContext): void {
  const { state, statement } = context;
  const { tree } = statement;
  const control = pick(tree, "TransactionStmt")?.kind;
  if (control === "TRANS_STMT_BEGIN" || control === "TRANS_STMT_START") {
    if (!state.isExplicit) state.beginTransaction();
  } else if (control === "TRANS_STMT_COMMIT" || control === "TRANS_STMT_ROLLBACK" || control === "TRANS_STMT_PREPARE") {
    state.endTransaction();
  }
  const set = pick(tree, "VariableSetStmt");
  if (set !== undefined) noteSetting(state, set);
  for (const { funcname, args } of allOf(tree, "FuncCall")) {
    const name = namesOf(funcname).at(-1);
    if (name === "pg_advisory_lock") state.openedAdvisoryLock.is = true;
    if (name === "pg_advisory_unlock" || name === "pg_advisory_unlock_all") state.openedAdvisoryLock.is = false;
    const setting = name === "set_config" ? pick(args?.[0], "A_Const")?.sval?.sval : undefined;
    if (setting === "lock_timeout") state.hasLockTimeout = true;
  }
  if (!state.isExplicit && control === undefined && set === undefined) {
    state.transaction += 1;
    state.locks.clear();
  }
}

function noteSetting(state: ScriptState, set: VariableSetStmt): void {
  if (set.name === "lock_timeout") {
    const has = isLimit(set);
    // SET LOCAL does nothing outside of a transaction; a tool that gives each file one makes it count.
    if (set.is_local === true && state.isExplicit) state.hasLocalLockTimeout = has;
    else state.hasLockTimeout = has;
  }
  if (set.name === "statement_timeout") state.hasStatementTimeout = isLimit(set);
  if (set.kind === "VAR_RESET_ALL") {
    state.hasLockTimeout = false;
    state.hasStatementTimeout = false;
  }
}

/** `SET lock_timeout = 0` is no limit, and neither is one of minutes: everybody waits behind who waits. */
function isLimit(set: VariableSetStmt): boolean {
  if (set.kind !== "VAR_SET_VALUE") return false;
  const value = pick(set.args?.[0], "A_Const");
  const text = value?.sval?.sval ?? String(value?.ival?.ival ?? value?.fval?.fval ?? 0);
  const [, number = "0", unit = "ms"] = /^\s*([\d.]+)\s*([a-z]*)\s*$/i.exec(text) ?? [];
  const scale = UNITS.get(unit.toLowerCase() === "" ? "ms" : unit.toLowerCase()) ?? 1;
  const ms = Number(number) * scale;
  return ms > 0 && (set.name !== "lock_timeout" || ms <= LONGEST_MS);
}

const LONGEST_MS = 60_000;
const UNITS: ReadonlyMap<string, number> = new Map([
  ["us", 0.001],
  ["ms", 1],
  ["s", 1_000],
  ["min", 60_000],
  ["h", 3_600_000],
  ["d", 86_400_000],
]);
