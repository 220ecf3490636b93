import { quoteIdentifier } from "../../../dialects/sql-text.ts";
import { countValues } from "../../../facts/count-facts.ts";
import type { Hazard, HazardRule } from "../../hazard.ts";
import type { SqliteContext } from "../sqlite-context.ts";
import { hazardOf, isRebuilt, partsOf, sameName, stated } from "../sqlite-context.ts";

/** D1 */
export const sqliteDataDropped: HazardRule<SqliteContext> = {
  id: "data-dropped",
  title: "What is dropped is lost with its data",
  async find(context) {
    const { action, actions, index, state } = context;
    if (action.kind === "dropView") {
      const isMade = actions.some((one) => one.kind === "createView" && sameName(one.name, action.table));
      return isMade
        ? []
        : [
            hazardOf(context, {
              table: action.table,
              level: "MEDIUM",
              message: `Queries of ${action.table} fail from then on`,
              fix: "-- make sure that nobody uses it any more",
              evidence: [stated("DROP VIEW")],
            }),
          ];
    }
    if (action.kind === "dropTable") {
      const isMoved = actions
        .slice(0, index)
        .some((one) => one.kind === "insert" && one.sources.some((source) => sameName(source, action.table)));
      return isRebuilt(context, action.table) !== undefined || isMoved ? [] : [tableHazard(context, action.table)];
    }
    if (action.kind !== "dropColumn" || state.addedColumns.has(`${action.table}\0${action.column}`.toLowerCase()))
      return [];
    return [await columnHazard(context, action.table, action.column)];
  },
};

function tableHazard(context: SqliteContext, table: string): Hazard {
  const rows = context.facts.tables.get(table.toLowerCase())?.rows;
  const isEmpty = rows?.value === 0 && rows.isExact;
  const message = `Dropping ${table} loses ${rows?.value === undefined ? "all its rows" : `its rows: ${rows.value}`}`;
  const fix = `CREATE TABLE ${quoteIdentifier(`${table}_backup`)} AS SELECT * FROM ${quoteIdentifier(table)};\n-- or rename it first, and drop it when nobody has missed it`;
  return hazardOf(context, {
    table,
    level: isEmpty ? "LOW" : "CRITICAL",
    message,
    fix,
    evidence: [stated("DROP TABLE")],
  });
}

async function columnHazard(context: SqliteContext, table: string, column: string): Promise<Hazard> {
  const { connection } = context.facts;
  const isThere = partsOf(context, table).some(
    ({ kind, path }) => kind === "column" && sameName(path.at(-1) ?? "", column),
  );
  const isUntouched = !context.state.written.has(table.toLowerCase());
  const count =
    connection === undefined || !isThere || !isUntouched
      ? undefined
      : await countValues(connection, { table: { name: table }, column });
  const message = `Dropping ${table}.${column} loses ${count?.value === undefined ? "all its values" : `its values: ${count.value}`}`;
  const fix = `ALTER TABLE ${quoteIdentifier(table)} RENAME COLUMN ${quoteIdentifier(column)} TO ${quoteIdentifier(`_dropped_${column}`)};\n-- and drop it when nobody has missed it`;
  const hazard = hazardOf(context, {
    table,
    level: "HIGH",
    message,
    fix,
    evidence: count === undefined ? [stated("DROP COLUMN")] : [count.evidence],
  });
  return count?.value === 0 && count.isExact ? { ...hazard, harmless: count.evidence } : hazard;
}
