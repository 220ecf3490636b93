import { tableLabel } from "../../../diff/table-name.ts";
import { countNulls } from "../../../facts/count-facts.ts";
import type { Hazard, HazardRule } from "../../hazard.ts";
import { addedConstraints, provenColumns } from "../constraints.ts";
import { safely } from "../fix-text.ts";
import { catalogColumn, isUntouched, type PostgresContext, tableActions } from "../postgres-context.ts";
import { sqlName, sqlTable } from "../tree.ts";

/** D6 */
export const nullsPresent: HazardRule<PostgresContext> = {
  id: "nulls-present",
  title: "SET NOT NULL fails: there are rows without a value",
  async find(context) {
    const { connection } = context.facts;
    if (connection === undefined) return [];
    const set = tableActions(context, "AT_SetNotNull").map(({ table, command }) => ({
      table,
      column: command.name ?? "",
    }));
    const checks = addedConstraints(context).flatMap(({ table, constraint }) =>
      provenColumns(constraint).map((column) => ({ table, column })),
    );
    const found = await Promise.all(
      [...set, ...checks].map(async ({ table, column }): Promise<readonly Hazard[]> => {
        if (!isUntouched(context, table) || catalogColumn(context, table, column) === undefined) return [];
        const nulls = await countNulls(connection, { table, column });
        if (nulls.value === 0) return [];
        const message =
          nulls.value === undefined
            ? `Nobody knows whether all rows of ${tableLabel(table)} have a value in ${column}: counting took too long`
            : `Rows of ${tableLabel(table)} without a value in ${column}: ${nulls.value}; the server refuses it`;
        const fix = safely(
          `-- UPDATE ${sqlTable(table)} SET ${sqlName(column)} = … WHERE ${sqlName(column)} IS NULL; in batches`,
          context.statement.text,
        );
        return [{ level: nulls.value === undefined ? "MEDIUM" : "HIGH", message, fix, evidence: [nulls.evidence] }];
      }),
    );
    return found.flat();
  },
};
