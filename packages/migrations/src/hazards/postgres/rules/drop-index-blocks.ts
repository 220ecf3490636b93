import type { TableName } from "../../../diff/table-name.ts";
import type { HazardRule } from "../../hazard.ts";
import { blockingHazard } from "../exposure.ts";
import { safely } from "../fix-text.ts";
import type { PostgresContext } from "../postgres-context.ts";
import { namesOf, pick, pickAll, sqlName, tableOfNames } from "../tree.ts";

/** L2 */
export const dropIndexBlocks: HazardRule<PostgresContext> = {
  id: "drop-index-blocks",
  title: "Dropping an index waits for its table and keeps everybody else waiting",
  find(context) {
    const drop = pick(context.statement.tree, "DropStmt");
    if (drop?.removeType !== "OBJECT_INDEX" || drop.concurrent === true) return [];
    const names = pickAll(drop.objects, "List").map(({ items }) => namesOf(items));
    return names.flatMap((name) => {
      if (drop.missing_ok === true && isAbsent(context, tableOfNames(name))) return [];
      const table = tableOfIndex(context, tableOfNames(name));
      const message = `Dropping ${name.join(".")} needs its table for itself: queries wait as long as the oldest transaction runs`;
      const hazard = {
        table,
        lock: "ACCESS EXCLUSIVE",
        isWork: false,
        message,
        level: "MEDIUM",
        fix: fixOf(name),
      } as const;
      return [blockingHazard(context, hazard)];
    });
  },
};

function fixOf(name: readonly string[]): string {
  return safely("-- outside of any transaction", `DROP INDEX CONCURRENTLY IF EXISTS ${name.map(sqlName).join(".")}`);
}

/** The table of an index; where nobody knows it, the index stands for it. */
function tableOfIndex(context: PostgresContext, index: TableName): TableName {
  const made = context.state.indexes.get(index.name)?.table;
  if (made !== undefined) return made;
  for (const object of context.facts.catalog?.values() ?? []) {
    if (object.kind !== "index" || object.path.at(-1) !== index.name) continue;
    const parent = object.parent === undefined ? undefined : context.facts.catalog?.get(object.parent);
    if (parent !== undefined) return tableOfNames(parent.path);
  }
  return index;
}

function isAbsent({ facts, state }: PostgresContext, index: TableName): boolean {
  if (facts.catalog === undefined || state.indexes.has(index.name)) return false;
  return ![...facts.catalog.values()].some(({ kind, path }) => kind === "index" && path.at(-1) === index.name);
}
