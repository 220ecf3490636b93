import { type TableName, tableLabel } from "../../../diff/table-name.ts";
import type { HazardRule } from "../../hazard.ts";
import { addedColumns } from "../constraints.ts";
import { exposureOf, stated } from "../exposure.ts";
import { safely } from "../fix-text.ts";
import type { PostgresContext } from "../postgres-context.ts";
import { keyOf } from "../script-state.ts";
import { pick, sqlName, sqlTable, typeText } from "../tree.ts";

/** D5 */
export const requiredColumn: HazardRule<PostgresContext> = {
  id: "required-column",
  title:
    "A new column that is NOT NULL without a default fails where there are rows, and breaks INSERTs that do not know it",
  find(context) {
    return addedColumns(context).flatMap(({ table, name, column, constraints }) => {
      const has = (...types: readonly string[]): boolean =>
        constraints.some(({ contype }) => contype !== undefined && types.includes(contype));
      const isRequired = has("CONSTR_NOTNULL", "CONSTR_PRIMARY");
      const isFilled = has("CONSTR_IDENTITY", "CONSTR_GENERATED") || /serial$/.test(typeText(column.typeName));
      const value = constraints.find(({ contype }) => contype === "CONSTR_DEFAULT")?.raw_expr;
      const hasValue = value !== undefined && pick(value, "A_Const")?.isnull !== true;
      if (!isRequired || isFilled || hasValue || isEmptyHere(context, table)) return [];
      const { size, evidence } = exposureOf(context, table);
      const fix = safely(
        `ALTER TABLE ${sqlTable(table)} ADD COLUMN ${sqlName(name)} ${typeText(column.typeName)}`,
        "-- let all code write it, fill the rows that are there in batches, then make it NOT NULL by way of a validated check",
      );
      const message = `The server refuses ${name} where ${tableLabel(table)} has rows, and INSERTs that do not name it fail from then on`;
      return [
        {
          level: size === "empty" ? "LOW" : "HIGH",
          message,
          fix,
          evidence: [evidence, stated(`${name} is NOT NULL and has no default`)],
        },
      ];
    });
  },
};

/** A table that the script creates and puts nothing into. */
function isEmptyHere({ state }: PostgresContext, table: TableName): boolean {
  return state.tables.get(keyOf(table))?.rows === "none";
}
