import { type TableName, tableLabel } from "../../../diff/table-name.ts";
import { countDuplicates } from "../../../facts/count-facts.ts";
import type { Hazard, HazardRule } from "../../hazard.ts";
import { addedConstraints, constraintColumns } from "../constraints.ts";
import { safely } from "../fix-text.ts";
import { catalogColumn, isUntouched, type PostgresContext } from "../postgres-context.ts";
import { pick, pickAll, sqlName, sqlTable, tableOf } from "../tree.ts";

/** D7 */
export const duplicatesPresent: HazardRule<PostgresContext> = {
  id: "duplicates-present",
  title: "A unique key fails: there are rows that repeat it",
  async find(context) {
    const { connection } = context.facts;
    if (connection === undefined) return [];
    const found = await Promise.all(
      uniqueKeys(context).map(async ({ table, columns, isLoose }): Promise<readonly Hazard[]> => {
        const isKnown = columns.every((column) => catalogColumn(context, table, column) !== undefined);
        if (columns.length === 0 || !isKnown || !isUntouched(context, table)) return [];
        const repeated = await countDuplicates(connection, { table, columns, nullsNotDistinct: !isLoose });
        if (repeated.value === 0) return [];
        const key = `(${columns.join(", ")})`;
        const message =
          repeated.value === undefined
            ? `Nobody knows whether rows of ${tableLabel(table)} repeat ${key}: counting took too long`
            : `Rows of ${tableLabel(table)} that repeat ${key}: ${repeated.value}; the server refuses it`;
        const fix = safely(
          `-- find them: SELECT ${columns.map(sqlName).join(", ")}, count(*) FROM ${sqlTable(table)} GROUP BY ${columns.map(sqlName).join(", ")} HAVING count(*) > 1;`,
          context.statement.text,
        );
        return [
          { level: repeated.value === undefined ? "MEDIUM" : "HIGH", message, fix, evidence: [repeated.evidence] },
        ];
      }),
    );
    return found.flat();
  },
};

interface UniqueKey {
  readonly table: TableName;
  readonly columns: readonly string[];
  readonly isLoose: boolean;
}

function uniqueKeys(context: PostgresContext): readonly UniqueKey[] {
  const index = pick(context.statement.tree, "IndexStmt");
  const elements = pickAll(index?.indexParams, "IndexElem");
  const isPlain =
    index?.unique === true && index.whereClause === undefined && elements.every(({ name }) => name !== undefined);
  const ofIndex = isPlain
    ? [
        {
          table: tableOf(index.relation),
          columns: elements.map(({ name }) => name ?? ""),
          isLoose: index.nulls_not_distinct !== true,
        },
      ]
    : [];
  const ofConstraints = addedConstraints(context)
    .filter(({ constraint }) => constraint.contype === "CONSTR_UNIQUE" || constraint.contype === "CONSTR_PRIMARY")
    .map(({ table, constraint }) => ({
      table,
      columns: constraintColumns(constraint),
      isLoose: constraint.nulls_not_distinct !== true,
    }));
  return [...ofIndex, ...ofConstraints];
}
