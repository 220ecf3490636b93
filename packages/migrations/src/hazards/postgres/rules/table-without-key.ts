import { tableLabel } from "../../../diff/table-name.ts";
import type { HazardRule } from "../../hazard.ts";
import { stated } from "../exposure.ts";
import { safely } from "../fix-text.ts";
import type { PostgresContext } from "../postgres-context.ts";
import { keyOf } from "../script-state.ts";
import { columnConstraints, pick, pickAll, sqlTable, tableOf } from "../tree.ts";

/** F28 */
export const tableWithoutKey: HazardRule<PostgresContext> = {
  id: "table-without-key",
  title: "Without a primary key equal rows cannot be told apart, and a published table takes no UPDATE and no DELETE",
  isStyle: true,
  find(context) {
    const create = pick(context.statement.tree, "CreateStmt");
    const relation = create?.relation;
    if (create === undefined || relation === undefined || relation.relpersistence === "t") return [];
    // A partition has the key of its parent; what LIKE and OF bring along is not in the text.
    const isDerived = (create.inhRelations ?? []).length > 0 || create.ofTypename !== undefined;
    const elements = create.tableElts ?? [];
    if (isDerived || pickAll(elements, "TableLikeClause").length > 0) return [];
    const table = tableOf(relation);
    const constraints = [
      ...pickAll(elements, "Constraint"),
      ...pickAll(elements, "ColumnDef").flatMap(columnConstraints),
    ];
    const hasKey = constraints.some(({ contype }) => contype === "CONSTR_PRIMARY");
    if (hasKey || getsKey(context, keyOf(table))) return [];
    return [
      {
        level: "LOW",
        message: `${tableLabel(table)} has no primary key`,
        fix: safely(`ALTER TABLE ${sqlTable(table)} ADD COLUMN id bigint GENERATED ALWAYS AS IDENTITY PRIMARY KEY`),
        evidence: [stated(`primary key of ${tableLabel(table)}`, false)],
      },
    ];
  },
};

function getsKey({ statements, index }: PostgresContext, key: string): boolean {
  return statements.slice(index + 1).some(({ tree }) => {
    const alter = pick(tree, "AlterTableStmt");
    if (alter === undefined || keyOf(tableOf(alter.relation)) !== key) return false;
    return pickAll(alter.cmds, "AlterTableCmd").some(({ def }) => {
      const column = pick(def, "ColumnDef");
      const behind = column === undefined ? [] : columnConstraints(column);
      return [pick(def, "Constraint"), ...behind].some((found) => found?.contype === "CONSTR_PRIMARY");
    });
  });
}
