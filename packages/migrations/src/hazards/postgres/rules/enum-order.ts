import type { HazardRule } from "../../hazard.ts";
import { stated } from "../exposure.ts";
import { safely } from "../fix-text.ts";
import type { PostgresContext } from "../postgres-context.ts";
import { namesOf, pick } from "../tree.ts";

/** F5 */
export const enumOrder: HazardRule<PostgresContext> = {
  id: "enum-order",
  title: "A value of an enum is added without its place, at the end of the order",
  isStyle: true,
  find(context) {
    const added = pick(context.statement.tree, "AlterEnumStmt");
    if (added?.newVal === undefined || added.oldVal !== undefined || added.newValNeighbor !== undefined) return [];
    const type = namesOf(added.typeName).join(".");
    return [
      {
        level: "LOW",
        message: `The new value of ${type} comes last in every ORDER BY, and can never be taken away or moved`,
        fix: safely(`${context.statement.text} AFTER 'the value before it'`),
        evidence: [stated("neither BEFORE nor AFTER is said")],
      },
    ];
  },
};
