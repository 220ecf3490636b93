import { type TableName, tableLabel } from "../../../diff/table-name.ts";
import type { HazardRule } from "../../hazard.ts";
import { blockingHazard } from "../exposure.ts";
import { safely } from "../fix-text.ts";
import { constraintsOf, indexesOf, type PostgresContext } from "../postgres-context.ts";
import { keyOf, partKey } from "../script-state.ts";
import { pick, pickAll, sqlName, sqlTable, tableOf } from "../tree.ts";
import { typeChangeOf } from "../type-change.ts";

/** L15 */
export const typeRevalidation: HazardRule<PostgresContext> = {
  id: "type-revalidation",
  title: "A change of type that writes no row still reads all of them for a check, or builds an index again",
  find(context) {
    return typeChangeOf(context).flatMap(({ table, column, cost, to }) => {
      if (cost === "rewrite" || cost === "unknown") return [];
      const dropped = droppedConstraints(context, table);
      const checks = constraintsOf(context, table)
        .filter(({ definition }) => definition.type === "check" && definition.columns.includes(column))
        .filter(({ path }) => !dropped.has(path.at(-1) ?? ""));
      const made = [...context.state.constraints].filter(
        ([key, found]) =>
          key.startsWith(partKey(table, "")) &&
          found.columns.length === 0 &&
          found.isValid &&
          found.name.includes(column),
      );
      const indexes = indexesOf(context, table).filter(({ definition }) => usesInExpression(definition, column));
      const names = [
        ...[...checks, ...indexes].map(({ path }) => path.at(-1) ?? ""),
        ...made.map(([, { name }]) => name),
      ];
      if (names.length === 0) return [];
      const fix = safely(
        `ALTER TABLE ${sqlTable(table)} DROP CONSTRAINT ${sqlName(names[0] ?? "")}`,
        `ALTER TABLE ${sqlTable(table)} ALTER COLUMN ${sqlName(column)} TYPE ${to}`,
        "-- add the check again NOT VALID, and validate it in a later transaction",
      );
      const message = `Nobody can read or write ${tableLabel(table)} while ${names.join(", ")} is checked or built again for ${column}`;
      return [blockingHazard(context, { table, lock: "ACCESS EXCLUSIVE", message, fix })];
    });
  },
};

function usesInExpression(
  definition: { readonly columns: readonly (string | null)[]; readonly sql: string; readonly predicate?: string },
  column: string,
): boolean {
  const inPredicate = definition.predicate?.includes(column) ?? false;
  return inPredicate || (definition.columns.includes(null) && definition.sql.includes(column));
}

/** Gone before the type changes: ALTER TABLE drops first, in whatever order its actions stand. */
function droppedConstraints({ statements, index }: PostgresContext, table: TableName): ReadonlySet<string> {
  const names = statements.slice(0, index + 1).flatMap(({ tree }) => {
    const alter = pick(tree, "AlterTableStmt");
    if (alter === undefined || keyOf(tableOf(alter.relation)) !== keyOf(table)) return [];
    return pickAll(alter.cmds, "AlterTableCmd").flatMap(({ subtype, name }) =>
      subtype === "AT_DropConstraint" && name !== undefined ? [name] : [],
    );
  });
  return new Set(names);
}
