import { type TableName, tableLabel } from "../../../diff/table-name.ts";
import type { Hazard, HazardRule } from "../../hazard.ts";
import { addedColumns, addedConstraints, constraintColumns } from "../constraints.ts";
import { blockingHazard } from "../exposure.ts";
import { safely } from "../fix-text.ts";
import { catalogColumn, indexesOf, type PostgresContext } from "../postgres-context.ts";
import { keyOf, partKey } from "../script-state.ts";
import { sqlList, sqlName, sqlTable } from "../tree.ts";

/** L18 */
export const primaryKeyBuildsIndex: HazardRule<PostgresContext> = {
  id: "primary-key-builds-index",
  title: "Adding a primary key builds an index, and reads all rows for NULLs, while nobody can read or write",
  find(context) {
    const behind = addedColumns(context)
      .filter(({ constraints }) => constraints.some(({ contype }) => contype === "CONSTR_PRIMARY"))
      .map(({ table, name }) => keyHazard(context, table, [name]));
    const clauses = addedConstraints(context).filter(({ constraint }) => constraint.contype === "CONSTR_PRIMARY");
    const ofClauses = clauses.flatMap(({ table, constraint }) => {
      if (constraint.indexname === undefined) return [keyHazard(context, table, constraintColumns(constraint))];
      return indexHazard(context, table, constraint.indexname);
    });
    return [...behind, ...ofClauses];
  },
};

function keyHazard(context: PostgresContext, table: TableName, columns: readonly string[]): Hazard {
  const name = sqlName(`${table.name}_pkey`);
  const fix = safely(
    "-- first make the columns NOT NULL by way of a check that is validated",
    `CREATE UNIQUE INDEX CONCURRENTLY ${name} ON ${sqlTable(table)} ${sqlList(columns)}`,
    "-- in a later transaction",
    `ALTER TABLE ${sqlTable(table)} ADD CONSTRAINT ${name} PRIMARY KEY USING INDEX ${name}`,
  );
  const message = `Nobody can read or write ${tableLabel(table)} while the index of its primary key is built`;
  return blockingHazard(context, { table, lock: "ACCESS EXCLUSIVE", message, fix });
}

/** Nobody knows the columns: most keys are of columns that are NOT NULL already, so this is advice. */
function unknownKey(context: PostgresContext, table: TableName, column = "a column of its key"): Hazard {
  const fix = safely(
    "-- make its columns NOT NULL first, by way of a check that is validated; then",
    context.statement.text,
  );
  const message = `Nobody can read or write ${tableLabel(table)} while all its rows are searched for one without ${column}, unless that is NOT NULL`;
  return blockingHazard(context, { table, lock: "ACCESS EXCLUSIVE", level: "LOW", message, fix });
}

/** A column that may be NULL makes the server read all rows, even with an index at hand. */
function indexHazard(context: PostgresContext, table: TableName, index: string): readonly Hazard[] {
  const there = indexesOf(context, table).find(({ path }) => path.at(-1) === index)?.definition.columns ?? [];
  const columns = context.state.indexes.get(index)?.columns ?? there.filter((column) => column !== null);
  const isKnown = (column: string): boolean => context.state.notNull.has(partKey(table, column));
  const hasCatalog = context.facts.catalog !== undefined;
  const open = columns.find((column) => {
    const found = catalogColumn(context, table, column);
    return !isKnown(column) && (hasCatalog ? found !== undefined && found.definition.notNull !== true : true);
  });
  const isMade = context.state.tables.has(keyOf(table));
  if (open === undefined && (hasCatalog || isMade || columns.length > 0)) return [];
  if (open === undefined || !hasCatalog) return [unknownKey(context, table, open)];
  const fix = safely(
    `ALTER TABLE ${sqlTable(table)} ADD CONSTRAINT ${sqlName(`${open}_not_null`)} CHECK (${sqlName(open)} IS NOT NULL) NOT VALID`,
    "-- validate it in a later transaction and make the column NOT NULL; then",
    context.statement.text,
  );
  const message = `Nobody can read or write ${tableLabel(table)} while all its rows are searched for one without ${open}`;
  return [blockingHazard(context, { table, lock: "ACCESS EXCLUSIVE", message, fix })];
}
