import type { AlterTableType } from "@pgsql/types";
import { type TableName, tableLabel } from "../../../diff/table-name.ts";
import type { HazardRule } from "../../hazard.ts";
import { isChecked } from "../constraints.ts";
import { blockingHazard } from "../exposure.ts";
import { alterTable, type PostgresContext } from "../postgres-context.ts";
import { keyOf } from "../script-state.ts";
import { pick, pickAll, tableOf } from "../tree.ts";

/** L23 */
export const repeatedAlter: HazardRule<PostgresContext> = {
  id: "repeated-alter",
  title: "Several statements read or write all rows of a table where one would do it once",
  find(context) {
    const table = passOver(context.statement, context);
    const previous = context.statements[context.index - 1];
    if (table === undefined || previous === undefined) return [];
    const before = passOver(previous, { ...context, statement: previous });
    if (before === undefined || keyOf(before) !== keyOf(table)) return [];
    const message = `All rows of ${tableLabel(table)} are gone through once more, right after the statement before`;
    const fix = "-- give ALTER TABLE all of its actions at once, with commas between them";
    return [blockingHazard(context, { table, lock: "ACCESS EXCLUSIVE", isWork: false, message, fix, level: "LOW" })];
  },
};

const PASSES: ReadonlySet<AlterTableType> = new Set([
  "AT_SetNotNull",
  "AT_AlterColumnType",
  "AT_SetLogged",
  "AT_SetUnLogged",
]);

function passOver(statement: PostgresContext["statement"], context: PostgresContext): TableName | undefined {
  const alter = alterTable({ ...context, statement });
  const commands = pickAll(alter?.cmds, "AlterTableCmd");
  const passes = commands.some(({ subtype, def }) => {
    const constraint = pick(def, "Constraint");
    if (constraint?.contype === "CONSTR_CHECK") return isChecked(constraint);
    return subtype !== undefined && PASSES.has(subtype);
  });
  return passes ? tableOf(alter?.relation) : undefined;
}
