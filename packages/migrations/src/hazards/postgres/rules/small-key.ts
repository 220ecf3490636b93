import type { Constraint } from "@pgsql/types";
import type { HazardRule } from "../../hazard.ts";
import { addedColumns, constraintColumns } from "../constraints.ts";
import { stated } from "../exposure.ts";
import type { PostgresContext } from "../postgres-context.ts";
import { columnConstraints, pick, pickAll, sqlName, typeText } from "../tree.ts";

/** F15 */
export const smallKey: HazardRule<PostgresContext> = {
  id: "small-key",
  title: "A key that counts up has only two or four bytes, and comes to its end",
  isStyle: true,
  find(context) {
    const create = pick(context.statement.tree, "CreateStmt");
    const keys = new Set(
      pickAll(create?.tableElts, "Constraint")
        .filter(({ contype }) => contype === "CONSTR_PRIMARY")
        .flatMap(constraintColumns),
    );
    const columns = [...pickAll(create?.tableElts, "ColumnDef"), ...addedColumns(context).map(({ column }) => column)];
    return columns.flatMap((column) => {
      const type = typeText(column.typeName);
      const name = column.colname ?? "";
      const constraints = columnConstraints(column);
      const isKey = keys.has(name) || constraints.some(({ contype }) => contype === "CONSTR_PRIMARY");
      const counts = /serial$/.test(type) || constraints.some(({ contype }) => contype === "CONSTR_IDENTITY");
      if (!SMALL.has(type) || !(isKey || counts) || (isKey && !counts && isReference(constraints))) return [];
      if (isKey && !counts && keys.size > 1) return [];
      const message = `${name} is ${type}: numbers end at ${type.startsWith("small") ? "32,767" : "2,147,483,647"}, and to widen it later writes the table anew`;
      return [
        {
          level: "LOW",
          message,
          fix: `-- ${sqlName(name)} bigint GENERATED ALWAYS AS IDENTITY`,
          evidence: [stated(`type of ${name}`, type)],
        },
      ];
    });
  },
};

const SMALL: ReadonlySet<string> = new Set(["smallint", "integer", "smallserial", "serial"]);

function isReference(constraints: readonly Constraint[]): boolean {
  return constraints.some(({ contype }) => contype === "CONSTR_FOREIGN");
}
