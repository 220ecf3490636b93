import type { Constraint, Node } from "@pgsql/types";
import { type TableName, tableLabel } from "../../../diff/table-name.ts";
import type { HazardRule } from "../../hazard.ts";
import { hasLeadingIndex } from "../catalog-lookup.ts";
import { addedColumns, addedConstraints, constraintColumns } from "../constraints.ts";
import { stated } from "../exposure.ts";
import { safely } from "../fix-text.ts";
import type { PostgresContext } from "../postgres-context.ts";
import { keyOf } from "../script-state.ts";
import { columnConstraints, pick, pickAll, sqlList, sqlName, sqlTable, tableOf } from "../tree.ts";

/** F13 */
export const unindexedReference: HazardRule<PostgresContext> = {
  id: "unindexed-reference",
  title: "Without an index on the columns that refer, every delete of a parent reads the whole child table",
  find(context) {
    const { statements, index } = context;
    return referencesIn(context).flatMap(({ table, columns }) => {
      const isServed = hasLeadingIndex(context, table, columns) || isServedHere(context.statement.tree, columns);
      const isLater = statements.slice(index + 1).some(({ tree }) => {
        const built = pick(tree, "IndexStmt");
        const keys = pickAll(built?.indexParams, "IndexElem").map(({ name }) => name ?? "");
        return (
          keyOf(tableOf(built?.relation)) === keyOf(table) &&
          built?.whereClause === undefined &&
          columns.every((name) => keys.slice(0, columns.length).includes(name))
        );
      });
      if (isServed || isLater) return [];
      const name = sqlName(`${table.name}_${columns.join("_")}_idx`);
      const fix = safely(
        "-- outside of any transaction",
        `CREATE INDEX CONCURRENTLY ${name} ON ${sqlTable(table)} ${sqlList(columns)}`,
      );
      const message = `Every DELETE and every change of a key in the parent reads all of ${tableLabel(table)}, unless (${columns.join(", ")}) has an index`;
      return [
        {
          level: "LOW",
          message,
          fix,
          evidence: [
            stated(`index on (${columns.join(", ")})`, context.facts.catalog === undefined ? "unknown" : false),
          ],
        },
      ];
    });
  },
};

interface Reference {
  readonly table: TableName;
  readonly columns: readonly string[];
}

function referencesIn(context: PostgresContext): readonly Reference[] {
  const create = pick(context.statement.tree, "CreateStmt");
  const isKey = ({ contype }: Constraint): boolean => contype === "CONSTR_FOREIGN";
  const clauses = addedConstraints(context)
    .filter(({ constraint }) => isKey(constraint))
    .map(({ table, constraint }) => ({ table, columns: constraintColumns(constraint) }));
  const behind = addedColumns(context)
    .filter(({ constraints }) => constraints.some(isKey))
    .map(({ table, name }) => ({ table, columns: [name] }));
  const made = tableOf(create?.relation);
  const ofTable = pickAll(create?.tableElts, "Constraint")
    .filter(isKey)
    .map((constraint) => ({ table: made, columns: constraintColumns(constraint) }));
  const ofColumns = pickAll(create?.tableElts, "ColumnDef")
    .filter((column) => columnConstraints(column).some(isKey))
    .map(({ colname = "" }) => ({ table: made, columns: [colname] }));
  return [...clauses, ...behind, ...ofTable, ...ofColumns];
}

/** A key of the same CREATE TABLE that begins with the columns. */
function isServedHere(tree: Node, columns: readonly string[]): boolean {
  const create = pick(tree, "CreateStmt");
  const isUnique = ({ contype }: Constraint): boolean => contype === "CONSTR_PRIMARY" || contype === "CONSTR_UNIQUE";
  const behind = pickAll(create?.tableElts, "ColumnDef")
    .filter((column) => columnConstraints(column).some(isUnique))
    .map(({ colname = "" }) => [colname]);
  const clauses = pickAll(create?.tableElts, "Constraint").filter(isUnique).map(constraintColumns);
  return [...behind, ...clauses].some((keys) => columns.every((name) => keys.slice(0, columns.length).includes(name)));
}
