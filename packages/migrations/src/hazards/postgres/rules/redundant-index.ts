import type { TableName } from "../../../diff/table-name.ts";
import type { HazardRule } from "../../hazard.ts";
import { constraintsOf, indexesOf, type PostgresContext } from "../postgres-context.ts";
import { keyOf } from "../script-state.ts";
import { pick, pickAll, tableOf } from "../tree.ts";

/** F16 */
export const redundantIndex: HazardRule<PostgresContext> = {
  id: "redundant-index",
  title: "Another index of the table serves the same queries already",
  find(context) {
    const index = pick(context.statement.tree, "IndexStmt");
    const elements = pickAll(index?.indexParams, "IndexElem");
    const isPlain =
      index !== undefined && index.whereClause === undefined && (index.accessMethod ?? "btree") === "btree";
    const columns = elements.map(({ name }) => name ?? "");
    if (
      !isPlain ||
      index.unique === true ||
      columns.includes("") ||
      elements.some(({ ordering }) => ordering === "SORTBY_DESC")
    )
      return [];
    const table = tableOf(index.relation);
    const other = servingIndex(context, table, columns);
    if (other === undefined || other === index.idxname || context.state.droppedIndexes.has(other)) return [];
    const message = `${other} begins with (${columns.join(", ")}) too: this index costs every write and serves no query more`;
    const evidence = [{ source: "catalog", fact: `index that serves (${columns.join(", ")})`, value: other } as const];
    return [{ level: "LOW", message, fix: "-- leave it out, or drop the other one", evidence }];
  },
};

function servingIndex(context: PostgresContext, table: TableName, columns: readonly string[]): string | undefined {
  const begins = (keys: readonly (string | null)[]): boolean => columns.every((name, at) => keys[at] === name);
  const made = [...context.state.indexes].find(
    ([, found]) => keyOf(found.table) === keyOf(table) && !found.isPartial && begins(found.columns),
  );
  if (made !== undefined) return made[0];
  const there = indexesOf(context, table).find(
    ({ definition }) =>
      definition.valid &&
      definition.predicate === undefined &&
      definition.method === "btree" &&
      begins(definition.columns),
  );
  const key = constraintsOf(context, table).find(
    ({ definition }) =>
      (definition.type === "primary key" || definition.type === "unique") && begins(definition.columns),
  );
  return (there ?? key)?.path.at(-1);
}
