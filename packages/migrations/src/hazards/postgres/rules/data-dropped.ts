import { type TableName, tableLabel } from "../../../diff/table-name.ts";
import { countValues } from "../../../facts/count-facts.ts";
import type { Hazard, HazardRule } from "../../hazard.ts";
import { isDropOf } from "../dropped-objects.ts";
import { ownHazard, stated } from "../exposure.ts";
import { safely } from "../fix-text.ts";
import { catalogColumn, factsOfTable, isUntouched, type PostgresContext, tableActions } from "../postgres-context.ts";
import { keyOf, partKey } from "../script-state.ts";
import { pick, sqlName, sqlTable, tableOfNames } from "../tree.ts";

/** D1 */
export const dataDropped: HazardRule<PostgresContext> = {
  id: "data-dropped",
  title: "What is dropped is lost with its data",
  async find(context) {
    const columns = await Promise.all(
      tableActions(context, "AT_DropColumn").map(({ table, command }) =>
        columnHazard(context, table, command.name ?? ""),
      ),
    );
    return [...columns.flat(), ...tablesDropped(context), ...othersDropped(context)];
  },
};

async function columnHazard(context: PostgresContext, table: TableName, column: string): Promise<readonly Hazard[]> {
  const { facts, state } = context;
  if (state.addedColumns.get(partKey(table, column))?.transaction === state.transaction) return [];
  const added = state.addedColumns.has(partKey(table, column));
  const isKnown = facts.connection !== undefined && catalogColumn(context, table, column) !== undefined;
  const count =
    isKnown && isUntouched(context, table) ? await countValues(facts.connection, { table, column }) : undefined;
  const lost = count?.value === undefined ? "all its values" : `its values: ${count.value}`;
  const alter = `ALTER TABLE ${sqlTable(table)}`;
  const hazard = ownHazard(context, {
    table,
    level: added ? "LOW" : "HIGH",
    message: `Dropping ${tableLabel(table)}.${column} loses ${lost}`,
    fix: safely(
      "-- first let no code use it; then hide it, and drop it when nobody has missed it",
      `${alter} RENAME COLUMN ${sqlName(column)} TO ${sqlName(`_dropped_${column}`)}`,
    ),
    evidence: count === undefined ? [stated(`values of ${column}`, "unknown")] : [count.evidence],
  });
  return [count?.value === 0 && count.isExact ? { ...hazard, harmless: count.evidence } : hazard];
}

function tablesDropped(context: PostgresContext): readonly Hazard[] {
  return isDropOf(context, "OBJECT_TABLE", "OBJECT_FOREIGN_TABLE").flatMap((name) => {
    const table = tableOfNames(name);
    const rows = factsOfTable(context, table)?.rows;
    const isEmpty = rows?.value === 0 && rows.isExact && isUntouched(context, table);
    const fix = safely(
      `CREATE TABLE ${sqlTable({ ...table, name: `${table.name}_backup` })} AS SELECT * FROM ${sqlTable(table)}`,
      "-- or rename it first, and drop it when nobody has missed it",
    );
    const count = rows?.value === undefined ? "all its rows" : `its rows: ${rows.value}`;
    const message = `Dropping ${tableLabel(table)} loses ${count}`;
    const evidence = rows === undefined ? [stated(`rows of ${tableLabel(table)}`, "unknown")] : [rows.evidence];
    return [ownHazard(context, { table, level: isEmpty ? "LOW" : "CRITICAL", message, fix, evidence })];
  });
}

function othersDropped(context: PostgresContext): readonly Hazard[] {
  const { tree } = context.statement;
  const database = pick(tree, "DropdbStmt")?.dbname;
  const schemas = isDropOf(context, "OBJECT_SCHEMA").map((name) => name.join("."));
  const whole = [
    ...(database === undefined ? [] : [`the database ${database}`]),
    ...schemas.filter((name) => !context.state.created.has(`schema ${name}`)).map((name) => `the schema ${name}`),
  ];
  const views = isDropOf(context, "OBJECT_VIEW", "OBJECT_MATVIEW").filter((name) => !isMadeAgain(context, name));
  const fix = "-- make a backup that has been restored once, and make sure that nobody uses it any more";
  return [
    ...whole.map(
      (what): Hazard => ({
        level: "CRITICAL",
        message: `With ${what} all that is in it is lost`,
        fix,
        evidence: [stated(`DROP of ${what}`)],
      }),
    ),
    ...views.map((name) =>
      ownHazard(context, {
        table: tableOfNames(name),
        level: "MEDIUM",
        message: `Queries of ${name.join(".")} fail from then on`,
        fix,
        evidence: [stated("DROP of a view")],
      }),
    ),
  ];
}

/** A view that the script itself made, or makes again. */
function isMadeAgain({ statements, state }: PostgresContext, name: readonly string[]): boolean {
  if (state.created.has(`view ${keyOf(tableOfNames(name))}`)) return true;
  return statements.some(({ tree }) => {
    const made = pick(tree, "ViewStmt")?.view ?? pick(tree, "CreateTableAsStmt")?.into?.rel;
    return made?.relname === name.at(-1);
  });
}
