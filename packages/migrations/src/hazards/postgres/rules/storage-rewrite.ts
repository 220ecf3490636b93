import { type TableName, tableLabel } from "../../../diff/table-name.ts";
import type { Hazard, HazardRule } from "../../hazard.ts";
import { blockingHazard } from "../exposure.ts";
import { safely } from "../fix-text.ts";
import { type PostgresContext, type TableAction, tableActions } from "../postgres-context.ts";
import { pick, pickAll, sqlName, sqlTable, tableOf } from "../tree.ts";

/** L26 */
export const storageRewrite: HazardRule<PostgresContext> = {
  id: "storage-rewrite",
  title: "Another kind of storage writes the whole table anew while nobody can read or write",
  find(context) {
    const actions = tableActions(context, "AT_SetLogged", "AT_SetUnLogged", "AT_SetAccessMethod", "AT_SetTableSpace");
    return [...actions.map((action) => tableHazard(context, action)), ...movedIndex(context)];
  },
};

function tableHazard(context: PostgresContext, { table, command }: TableAction): Hazard {
  const what = WORDS.get(command.subtype ?? "") ?? "its storage";
  const fix = safely(
    `CREATE TABLE ${sqlTable({ ...table, name: `${table.name}_new` })} (LIKE ${sqlTable(table)} INCLUDING ALL)`,
    "-- with the new storage; fill it in batches, keep it up by a trigger, and exchange the names in one short transaction",
  );
  const message = `Nobody can read or write ${tableLabel(table)} while it is written anew for ${what}`;
  return blockingHazard(context, { table, lock: "ACCESS EXCLUSIVE", message, fix });
}

const WORDS: ReadonlyMap<string, string> = new Map([
  ["AT_SetLogged", "SET LOGGED"],
  ["AT_SetUnLogged", "SET UNLOGGED"],
  ["AT_SetAccessMethod", "its access method"],
  ["AT_SetTableSpace", "its tablespace"],
]);

/** Every query of a table locks all its indexes, also those that it does not use. */
function movedIndex(context: PostgresContext): readonly Hazard[] {
  const alter = pick(context.statement.tree, "AlterTableStmt");
  if (alter?.objtype !== "OBJECT_INDEX") return [];
  const move = pickAll(alter.cmds, "AlterTableCmd").find(({ subtype }) => subtype === "AT_SetTableSpace");
  if (move === undefined) return [];
  const index = tableOf(alter.relation);
  const table = tableOfIndex(context, index) ?? index;
  const isOld = context.facts.serverVersion < 140_000;
  const fix = isOld
    ? safely("-- build the same index there under another name, and drop this one CONCURRENTLY")
    : safely(`REINDEX (TABLESPACE ${sqlName(move.name ?? "")}, CONCURRENTLY) INDEX ${sqlTable(index)}`);
  const message = `Nobody can read or write the table of ${tableLabel(index)} while the index is copied to its tablespace`;
  return [blockingHazard(context, { table, lock: "ACCESS EXCLUSIVE", message, fix })];
}

function tableOfIndex({ state, facts }: PostgresContext, { schema, name }: TableName): TableName | undefined {
  const made = state.indexes.get(name)?.table;
  if (made !== undefined) return made;
  for (const object of facts.catalog?.values() ?? []) {
    if (object.kind !== "index" || object.path.at(-1) !== name || object.parent === undefined) continue;
    const parent = facts.catalog?.get(object.parent)?.path ?? [];
    if (schema === undefined || parent[0] === schema) return { schema: parent[0] ?? "", name: parent[1] ?? "" };
  }
  return undefined;
}
