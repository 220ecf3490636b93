import { type TableName, tableLabel } from "../../../diff/table-name.ts";
import type { HazardRule } from "../../hazard.ts";
import { addedConstraints } from "../constraints.ts";
import { blockingHazard } from "../exposure.ts";
import { safely } from "../fix-text.ts";
import { catalogColumn, constraintsOf, type PostgresContext, tableActions } from "../postgres-context.ts";
import { partKey } from "../script-state.ts";
import { namesOf, sqlName, sqlTable } from "../tree.ts";

/** L9 */
export const notNullScan: HazardRule<PostgresContext> = {
  id: "not-null-scan",
  title: "SET NOT NULL reads all rows while nobody can read or write",
  find(context) {
    const set = tableActions(context, "AT_SetNotNull").map(({ table, command }) => ({
      table,
      column: command.name ?? "",
    }));
    const named = addedConstraints(context)
      .filter(({ constraint }) => constraint.contype === "CONSTR_NOTNULL" && constraint.skip_validation !== true)
      .flatMap(({ table, constraint }) => namesOf(constraint.keys).map((column) => ({ table, column })));
    return [...set, ...named].flatMap(({ table, column }) => {
      const isKnown = isProven(context, table, column) && !dropsProof(context, table, column);
      // Where the effects are foretold, they tell whether the rows are read.
      if (context.effects === undefined && isKnown) return [];
      const message = `Nobody can read or write ${tableLabel(table)} while all its rows are searched for one without ${column}`;
      return [
        blockingHazard(context, { table, lock: "ACCESS EXCLUSIVE", message, fix: fixOf(context, table, column) }),
      ];
    });
  },
};

/** Since version 12 a valid check is enough. */
function isProven(context: PostgresContext, table: TableName, column: string): boolean {
  if (context.facts.serverVersion < 120_000) return false;
  if (context.state.notNull.has(partKey(table, column))) return true;
  if (catalogColumn(context, table, column)?.definition.notNull === true) return true;
  if (context.facts.catalog === undefined && isNamedAfter(context, table, column)) return true;
  const test = new RegExp(`^CHECK \\(+"?${column.replace(/[^\w]/g, ".")}"? IS NOT NULL\\b(?!.*\\bOR\\b)`, "i");
  return constraintsOf(context, table).some(
    ({ definition }) => definition.type === "check" && definition.valid && test.test(definition.sql),
  );
}

/** A constraint from before the script that it has just validated: its name is all that is known of it. */
function isNamedAfter({ state }: PostgresContext, table: TableName, column: string): boolean {
  const start = partKey(table, "");
  return [...state.validated].some((key) => key.startsWith(start) && key.slice(start.length).includes(column));
}

/** The proof may not go in the same statement. */
function dropsProof(context: PostgresContext, table: TableName, column: string): boolean {
  return tableActions(context, "AT_DropConstraint").some(({ command }) =>
    context.state.constraints.get(partKey(table, command.name ?? ""))?.provesNotNull.includes(column),
  );
}

function fixOf({ facts }: PostgresContext, table: TableName, column: string): string {
  const name = sqlName(`${table.name}_${column}_not_null`);
  const alter = `ALTER TABLE ${sqlTable(table)}`;
  if (facts.serverVersion >= 180_000) {
    return safely(
      `${alter} ADD CONSTRAINT ${name} NOT NULL ${sqlName(column)} NOT VALID`,
      "-- in a later transaction",
      `${alter} VALIDATE CONSTRAINT ${name}`,
    );
  }
  return safely(
    `${alter} ADD CONSTRAINT ${name} CHECK (${sqlName(column)} IS NOT NULL) NOT VALID`,
    "-- in a later transaction",
    `${alter} VALIDATE CONSTRAINT ${name}`,
    "-- in a third one: the check proves it, no row is read",
    `${alter} ALTER COLUMN ${sqlName(column)} SET NOT NULL`,
    `${alter} DROP CONSTRAINT ${name}`,
  );
}
