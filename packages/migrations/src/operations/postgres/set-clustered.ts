import type { CatalogObject } from "../../catalog/catalog-object.ts";
import { quoteText } from "../../dialects/sql-text.ts";
import { inside, type ObjectChange, type OperationType, type PlanFacts } from "../operation-type.ts";
import { ownName, quotePath } from "./names.ts";

/** Changes whether a table is clustered on an index. The rows stay where they are until somebody says CLUSTER. */
export const setIndexClustered: OperationType<"index"> = {
  name: "setIndexClustered",
  kind: "index",
  change: "alter",
  inverse: "setIndexClustered",
  covers: ["clustered"],
  lock: ({ after }, facts) => (after === undefined ? undefined : `SHARE UPDATE EXCLUSIVE on ${tableOf(after, facts)}`),
  plan: (change, facts) => statements(change, facts).map(inside),
};

/** The same of the index behind a constraint. */
export const setConstraintClustered: OperationType<"constraint"> = {
  name: "setConstraintClustered",
  kind: "constraint",
  change: "alter",
  inverse: "setConstraintClustered",
  covers: ["clustered"],
  lock: ({ after }, facts) => (after === undefined ? undefined : `SHARE UPDATE EXCLUSIVE on ${tableOf(after, facts)}`),
  plan: (change, facts) => statements(change, facts).map(inside),
};

function statements({ after }: ObjectChange<"index" | "constraint">, facts: PlanFacts): readonly string[] {
  if (after === undefined) return [];
  const table = tableOf(after, facts);
  if (after.definition.clustered === true) return [`ALTER TABLE ${table} CLUSTER ON ${ownName(after)}`];
  // Another index may have taken its place by then, and would lose it.
  const index = quotePath([after.path[0] ?? "", after.path.at(-1) ?? ""]);
  const isClustered = `SELECT FROM pg_catalog.pg_index WHERE indisclustered AND indexrelid = ${quoteText(index)}::pg_catalog.regclass`;
  const body = `BEGIN IF EXISTS (${isClustered}) THEN ALTER TABLE ${table} SET WITHOUT CLUSTER; END IF; END`;
  return [`DO ${quoteText(body)}`];
}

function tableOf({ parent }: CatalogObject<"index" | "constraint">, { desired }: PlanFacts): string {
  return quotePath(parent === undefined ? [] : (desired.get(parent)?.path ?? []));
}
