import { tableLabel } from "../../../diff/table-name.ts";
import type { HazardRule } from "../../hazard.ts";
import { blockingHazard } from "../exposure.ts";
import { safely } from "../fix-text.ts";
import { type PostgresContext, tableActions } from "../postgres-context.ts";
import { sqlTable } from "../tree.ts";

/** L26 */
export const storageRewrite: HazardRule<PostgresContext> = {
  id: "storage-rewrite",
  title: "Another kind of storage writes the whole table anew while nobody can read or write",
  find(context) {
    const actions = tableActions(context, "AT_SetLogged", "AT_SetUnLogged", "AT_SetAccessMethod", "AT_SetTableSpace");
    return actions.map(({ table, command }) => {
      const what = WORDS.get(command.subtype ?? "") ?? "its storage";
      const fix = safely(
        `CREATE TABLE ${sqlTable({ ...table, name: `${table.name}_new` })} (LIKE ${sqlTable(table)} INCLUDING ALL)`,
        "-- with the new storage; fill it in batches, keep it up by a trigger, and exchange the names in one short transaction",
      );
      const message = `Nobody can read or write ${tableLabel(table)} while it is written anew for ${what}`;
      return blockingHazard(context, { table, lock: "ACCESS EXCLUSIVE", message, fix });
    });
  },
};

const WORDS: ReadonlyMap<string, string> = new Map([
  ["AT_SetLogged", "SET LOGGED"],
  ["AT_SetUnLogged", "SET UNLOGGED"],
  ["AT_SetAccessMethod", "its access method"],
  ["AT_SetTableSpace", "its tablespace"],
]);
