import type { ObjectId } from "../../catalog/object-id.ts";
import { inside, type OperationType, type PlanFacts } from "../operation-type.ts";
import { alterTable } from "./alter-table.ts";
import { quotePath } from "./names.ts";

/** Changes which tables a table inherits from. */
export const setTableParents: OperationType<"table"> = alterTable(
  "setTableParents",
  ["inherits"],
  (before, after, facts) => {
    const [old, wanted] = [before.definition.inherits ?? [], after.definition.inherits ?? []];
    return [
      ...old.filter((id) => !wanted.includes(id)).map((id) => `NO INHERIT ${tableName(id, facts)}`),
      ...wanted.filter((id) => !old.includes(id)).map((id) => `INHERIT ${tableName(id, facts)}`),
    ];
  },
);

/** Attaches a table as a partition, detaches it, or gives it another bound. */
export const setPartition: OperationType<"table"> = {
  ...alterTable("setPartition", ["partitionOf"], () => []),
  plan({ before, after }, facts) {
    if (before === undefined || after === undefined) return [];
    const [old, wanted] = [before.definition.partitionOf, after.definition.partitionOf];
    const table = quotePath(after.path);
    return [
      ...(old === undefined ? [] : [inside(`ALTER TABLE ${tableName(old.table, facts)} DETACH PARTITION ${table}`)]),
      ...(wanted === undefined
        ? []
        : [inside(`ALTER TABLE ${tableName(wanted.table, facts)} ATTACH PARTITION ${table} ${wanted.bound}`)]),
    ];
  },
};

function tableName(id: ObjectId, facts: PlanFacts): string {
  const table = facts.desired.get(id) ?? facts.actual.get(id);
  if (table === undefined) throw new TypeError(`the catalog refers to a ${id} that it does not have`);
  return quotePath(table.path);
}
