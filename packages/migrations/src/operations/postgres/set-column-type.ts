import type { CatalogObject } from "../../catalog/catalog-object.ts";
import { displayName } from "../../catalog/object-id.ts";
import type { OperationType } from "../operation-type.ts";
import { alterColumn, bothSides, columnClause, tableRows } from "./alter-column.ts";
import { isAssignable, isWidening } from "./column-types.ts";
import { ownName } from "./names.ts";
import { partitionedBy } from "./partition-key.ts";

/** What the server does not let look on while a column changes its type; indexes and constraints it takes along. */
const IN_THE_WAY: ReadonlySet<CatalogObject["kind"]> = new Set([
  "view",
  "materializedView",
  "rule",
  "policy",
  "trigger",
  "function",
  "publication",
]);

/** Changes the type of a column, or its collation. */
export const setColumnType: OperationType<"column"> = alterColumn({
  name: "setColumnType",
  covers: ["type", "collation"],
  clauses({ before, after }) {
    const { type, collation, default: wanted } = after.definition;
    const collate = collation === undefined ? "" : ` COLLATE ${collation}`;
    const change = columnClause(after, `TYPE ${type}${collate}${using(before, after)}`);
    // A default is converted by its own rules, which may fail where those for rows do not.
    if (before.definition.default === undefined) return [change];
    const drop = columnClause(after, "DROP DEFAULT");
    const isKept = before.definition.default === wanted;
    return isKept ? [drop, change, columnClause(after, `SET DEFAULT ${wanted}`)] : [drop, change];
  },
  more: {
    rows: ({ after }, facts) => tableRows(after, facts),
    loss(change) {
      const { before, after } = bothSides(change);
      if (isWidening(before.definition.type, after.definition.type)) return undefined;
      const name = displayName(after.path);
      return {
        what: `what a ${after.definition.type} cannot hold of the ${before.definition.type} in ${name}`,
        allow: `narrow column ${name}`,
      };
    },
    reversal(change) {
      const { before, after } = bothSides(change);
      return isWidening(before.definition.type, after.definition.type) ? "inverse" : "backup";
    },
    remakes: ({ before }, facts) => before && partitionedBy(before, facts),
    displaces: (dependent, { before, after }) =>
      IN_THE_WAY.has(dependent.kind) ||
      (dependent.kind === "column" && dependent.definition.generated !== undefined) ||
      // Both sides of a reference have types that can be compared, all the time.
      (dependent.kind === "constraint" &&
        dependent.definition.type === "foreign key" &&
        before !== undefined &&
        after !== undefined &&
        !isAssignable(before.definition.type, after.definition.type)),
  },
});

/** Without USING the server refuses values that do not fit; with it, a cast may cut them. So only where it must be. */
function using(before: CatalogObject<"column">, after: CatalogObject<"column">): string {
  const [from, to] = [before.definition.type, after.definition.type];
  if (isAssignable(from, to)) return "";
  return ` USING ${ownName(after)}::text::${to}`;
}
