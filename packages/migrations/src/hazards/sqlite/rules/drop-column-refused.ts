import { quoteIdentifier } from "../../../dialects/sql-text.ts";
import type { HazardRule } from "../../hazard.ts";
import type { SqliteContext } from "../sqlite-context.ts";
import { hazardOf, partsOf, sameName, stated } from "../sqlite-context.ts";

/** Columns that the database does not drop. */
export const dropColumnRefused: HazardRule<SqliteContext> = {
  id: "drop-column-refused",
  title: "The database refuses to drop the column: something needs it",
  find(context) {
    const { action, facts, actions, index } = context;
    if (action.kind !== "dropColumn") return [];
    const { table, column } = action;
    if (facts.serverVersion < 3_035_000) {
      const message = "Before version 3.35 no column can be dropped";
      return [
        hazardOf(context, {
          table,
          level: "HIGH",
          message,
          fix: "-- build the table again without the column",
          evidence: [stated("version", facts.serverVersion)],
        }),
      ];
    }
    const gone = actions
      .slice(0, index)
      .flatMap((before) => (before.kind === "dropIndex" ? [before.table.toLowerCase()] : []));
    const parts = partsOf(context, table).filter(
      (part) => needs(part, column) && !gone.includes((part.path.at(-1) ?? "").toLowerCase()),
    );
    const made = actions
      .slice(0, index)
      .some((before) => before.kind === "createIndex" && sameName(before.table, table) && facts.catalog === undefined);
    if (parts.length === 0 || made) return [];
    const names = parts.map(({ kind, path }) => `${kind} ${path.at(-1)}`).join(", ");
    const fix = [
      ...parts
        .filter(({ kind }) => kind === "index")
        .map(({ path }) => `DROP INDEX ${quoteIdentifier(path.at(-1) ?? "")};`),
      `${context.statement.text};`,
    ].join("\n");
    const message = `ALTER TABLE ${table} DROP COLUMN ${column} fails: ${names} needs it`;
    const evidence = [
      { source: "catalog", fact: `parts of ${table} that need ${column}`, value: parts.length } as const,
    ];
    return [hazardOf(context, { table, level: "HIGH", message, fix, evidence })];
  },
};

/** Columns that refer may go, with their foreign key; all others that are named are needed. */
function needs(part: ReturnType<typeof partsOf>[number], column: string): boolean {
  if (part.kind === "index")
    return (
      part.definition.columns.some((name) => name !== null && sameName(name, column)) ||
      (part.definition.predicate ?? "").toLowerCase().includes(column.toLowerCase())
    );
  if (part.kind !== "constraint" || part.definition.type === "foreign key") return false;
  return part.definition.columns.some((name) => sameName(name, column));
}
