import type { HazardRule } from "../../hazard.ts";
import { stated } from "../exposure.ts";
import { safely } from "../fix-text.ts";
import { indexesOf, type PostgresContext } from "../postgres-context.ts";
import { pick, sqlName, tableOf } from "../tree.ts";

/** F1 */
export const invalidIndexKept: HazardRule<PostgresContext> = {
  id: "invalid-index-kept",
  title: "IF NOT EXISTS keeps an index that a failed build left behind, which serves no query and proves nothing",
  find(context) {
    const index = pick(context.statement.tree, "IndexStmt");
    const name = index?.idxname;
    if (index?.concurrent !== true || index.if_not_exists !== true || name === undefined) return [];
    if (context.state.droppedIndexes.has(name)) return [];
    const table = tableOf(index.relation);
    const there = indexesOf(context, table).find(({ path }) => path.at(-1) === name);
    const hazard = {
      // One that is unique is relied on; another only makes queries slow.
      level: there?.definition.valid === false ? "HIGH" : index.unique === true ? "MEDIUM" : "LOW",
      message: `If a build of ${name} failed before, its remains are kept as if they were the index`,
      fix: safely(
        "-- outside of any transaction",
        `DROP INDEX CONCURRENTLY IF EXISTS ${sqlName(name)}`,
        `${context.statement.text.replace(/\s+IF\s+NOT\s+EXISTS/i, "")}`,
      ),
      evidence: [stated(`${name} is built with IF NOT EXISTS`)],
    } as const;
    if (context.facts.catalog === undefined || there?.definition.valid === false) return [hazard];
    const fact = there === undefined ? `there is no index ${name}` : `the index ${name} is valid`;
    return [{ ...hazard, harmless: { source: "catalog", fact, value: true } }];
  },
};
