import { type TableName, tableLabel } from "../../../diff/table-name.ts";
import type { HazardRule } from "../../hazard.ts";
import { columnTypeOf } from "../catalog-lookup.ts";
import { addedColumns, addedConstraints, constraintColumns } from "../constraints.ts";
import { stated } from "../exposure.ts";
import { safely } from "../fix-text.ts";
import { constraintsOf, type PostgresContext } from "../postgres-context.ts";
import { keyOf } from "../script-state.ts";
import { columnConstraints, namesOf, pick, pickAll, sqlName, sqlTable, tableOf, typeText } from "../tree.ts";

/** F14 */
export const referenceTypeMismatch: HazardRule<PostgresContext> = {
  id: "reference-type-mismatch",
  title: "A foreign key has another type than the key that it refers to",
  find(context) {
    const clauses = addedConstraints(context)
      .filter(({ constraint }) => constraint.contype === "CONSTR_FOREIGN")
      .map(({ table, constraint }) => ({
        table,
        constraint,
        columns: constraintColumns(constraint),
        types: undefined,
      }));
    const behind = addedColumns(context).flatMap(({ table, name, column, constraints }) =>
      constraints
        .filter(({ contype }) => contype === "CONSTR_FOREIGN")
        .map((constraint) => ({ table, constraint, columns: [name], types: [typeText(column.typeName)] })),
    );
    const create = pick(context.statement.tree, "CreateStmt");
    const created = pickAll(create?.tableElts, "ColumnDef").flatMap((column) =>
      columnConstraints(column)
        .filter(({ contype }) => contype === "CONSTR_FOREIGN")
        .map((constraint) => ({
          table: tableOf(create?.relation),
          constraint,
          columns: [column.colname ?? ""],
          types: [typeText(column.typeName)],
        })),
    );
    return [...clauses, ...behind, ...created].flatMap(({ table, constraint, columns, types }) => {
      const parent = tableOf(constraint.pktable);
      const named = namesOf(constraint.pk_attrs);
      const keys = named.length > 0 ? named : primaryKeyOf(context, parent);
      return columns.flatMap((column, index) => {
        const own = types?.[index] ?? columnTypeOf(context, table, column);
        const other = columnTypeOf(context, parent, keys[index] ?? "");
        if (own === undefined || other === undefined || plain(own) === plain(other)) return [];
        const message = `${tableLabel(table)}.${column} is ${own} and refers to ${tableLabel(parent)}.${keys[index]}, which is ${other}: values may not fit, and every comparison converts`;
        const fix = safely(
          `-- give ${column} the type of the key`,
          `ALTER TABLE ${sqlTable(table)} ADD COLUMN ${sqlName(`${column}_new`)} ${plain(other)}`,
        );
        return [
          {
            level: "MEDIUM" as const,
            message,
            fix,
            evidence: [stated(`type of ${column}`, own), stated(`type of ${keys[index]}`, other)],
          },
        ];
      });
    });
  },
};

function primaryKeyOf(context: PostgresContext, table: TableName): readonly string[] {
  const made = [...context.state.indexes].find(
    ([name, found]) => keyOf(found.table) === keyOf(table) && name.endsWith("_pkey"),
  );
  return (
    made?.[1].columns ??
    constraintsOf(context, table).find(({ definition }) => definition.type === "primary key")?.definition.columns ??
    []
  );
}

/** Serials are integers, and a text of any length is a text. */
function plain(type: string): string {
  const serial = new Map([
    ["serial", "integer"],
    ["bigserial", "bigint"],
    ["smallserial", "smallint"],
  ]);
  return serial.get(type) ?? (/^(?:varchar|text)\b/.test(type) ? "text" : type);
}
