import type { Node } from "@pgsql/types";
import { type TableName, tableLabel } from "../../../diff/table-name.ts";
import type { Hazard, HazardRule } from "../../hazard.ts";
import { stated } from "../exposure.ts";
import { safely } from "../fix-text.ts";
import { type PostgresContext, tableActions } from "../postgres-context.ts";
import { namesOf, pick, pickAll, sqlTable, tableOf } from "../tree.ts";

/** F24 */
export const autovacuumOff: HazardRule<PostgresContext> = {
  id: "autovacuum-off",
  title: "Without autovacuum a table grows, its statistics age, and one day the server vacuums it at the worst time",
  find(context) {
    const create = pick(context.statement.tree, "CreateStmt");
    const isKept = create?.relation !== undefined && create.relation.relpersistence !== "t";
    const made = isKept && isOff(create.options) ? [tableOf(create.relation)] : [];
    const set = tableActions(context, "AT_SetRelOptions")
      .filter(({ command }) => isOff(pick(command.def, "List")?.items))
      .map(({ table }) => table)
      .filter((table) => !isOnAgain(context, table));
    return [...made, ...set].map(hazardOf);
  },
};

function hazardOf(table: TableName): Hazard {
  return {
    level: "MEDIUM",
    message: `Nothing removes dead rows of ${tableLabel(table)} any more, until the server has to, to keep from stopping`,
    fix: safely(
      `ALTER TABLE ${sqlTable(table)} RESET (autovacuum_enabled)`,
      "-- for a load of rows alone: turn it off before and on again after it, in one script",
    ),
    evidence: [stated(`autovacuum_enabled of ${tableLabel(table)}`, false)],
  };
}

/** Whether options turn it off. The grammar takes `off` without quotes for the name of a type. */
function isOff(options: readonly Node[] | undefined): boolean {
  const option = pickAll(options, "DefElem").find(({ defname }) => defname === "autovacuum_enabled");
  const [word] = namesOf(pick(option?.arg, "TypeName")?.names);
  const value = pick(option?.arg, "String")?.sval ?? word ?? String(pick(option?.arg, "Integer")?.ival ?? "");
  return ["false", "off", "no", "0"].includes(value.toLowerCase());
}

function isOnAgain({ statements, index }: PostgresContext, table: TableName): boolean {
  return statements.slice(index + 1).some(({ tree }) => {
    const alter = pick(tree, "AlterTableStmt");
    if (alter === undefined || tableLabel(tableOf(alter.relation)) !== tableLabel(table)) return false;
    return pickAll(alter.cmds, "AlterTableCmd").some(({ subtype, def }) => {
      const options = pick(def, "List")?.items;
      const names = pickAll(options, "DefElem").map(({ defname }) => defname);
      const isNamed = names.includes("autovacuum_enabled");
      return isNamed && (subtype === "AT_ResetRelOptions" || (subtype === "AT_SetRelOptions" && !isOff(options)));
    });
  });
}
