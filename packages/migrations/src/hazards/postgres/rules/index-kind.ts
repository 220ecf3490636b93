import type { HazardRule } from "../../hazard.ts";
import { stated } from "../exposure.ts";
import { safely } from "../fix-text.ts";
import type { PostgresContext } from "../postgres-context.ts";
import { pick, pickAll } from "../tree.ts";

/** F17 */
export const indexKind: HazardRule<PostgresContext> = {
  id: "index-kind",
  title: "A hash index serves equality only, and an index of many columns serves few queries",
  find(context) {
    const index = pick(context.statement.tree, "IndexStmt");
    if (index === undefined) return [];
    const columns = pickAll(index.indexParams, "IndexElem").length;
    const name = index.idxname ?? "the index";
    if (index.accessMethod === "hash") {
      const fix = safely(context.statement.text.replace(/\s+USING\s+hash\b/i, ""));
      return [
        {
          level: "LOW",
          message: `${name} cannot sort, cannot be unique and serves no range`,
          fix,
          evidence: [stated("access method", "hash")],
        },
      ];
    }
    if (columns <= MOST || index.unique === true || (index.accessMethod ?? "btree") !== "btree") return [];
    const message = `${name} has ${columns} columns: those after the third rarely serve a query, and each costs every write`;
    return [
      {
        level: "LOW",
        message,
        fix: "-- keep the columns that queries compare, the others in INCLUDE (…) if at all",
        evidence: [stated("columns of the index", columns)],
      },
    ];
  },
};

const MOST = 3;
