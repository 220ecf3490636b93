import { quoteIdentifier } from "../../../dialects/sql-text.ts";
import type { HazardRule } from "../../hazard.ts";
import type { SqliteContext } from "../sqlite-context.ts";
import { hazardOf, stated } from "../sqlite-context.ts";

/** Columns that the database does not add. */
export const addColumnRefused: HazardRule<SqliteContext> = {
  id: "add-column-refused",
  title: "The database refuses to add the column",
  find(context) {
    const { action } = context;
    if (action.kind !== "addColumn") return [];
    const why = reasonOf(action.column);
    if (why === undefined) return [];
    const { table, column } = action;
    const fix = [
      "PRAGMA foreign_keys = OFF;",
      "BEGIN;",
      `-- CREATE TABLE ${quoteIdentifier(`${table}_new`)} with the column; INSERT INTO it SELECT from ${quoteIdentifier(table)};`,
      `-- DROP TABLE ${quoteIdentifier(table)}; ALTER TABLE ${quoteIdentifier(`${table}_new`)} RENAME TO ${quoteIdentifier(table)};`,
      "-- its indexes and triggers again",
      "PRAGMA foreign_key_check;",
      "COMMIT;",
      "PRAGMA foreign_keys = ON;",
    ].join("\n");
    const message = `ALTER TABLE ${table} ADD COLUMN ${column.name} fails: ${why}`;
    // Also for a table of the script: the text itself is refused.
    const { harmless: _, ...hazard } = hazardOf(context, {
      table,
      level: "HIGH",
      message,
      fix,
      evidence: [stated(why)],
    });
    return [hazard];
  },
};

interface Added {
  readonly definition: {
    readonly notNull: boolean;
    readonly default?: string;
    readonly generated?: { readonly kind: string };
  };
  readonly constraints: readonly { readonly type: string }[];
}

function reasonOf({ definition, constraints }: Added): string | undefined {
  const value = definition.default;
  const isNull = value === undefined || /^null$/i.test(value);
  const has = (type: string): boolean => constraints.some((constraint) => constraint.type === type);
  if (has("primary key")) return "a primary key cannot be added";
  if (has("unique")) return "a unique column cannot be added";
  if (definition.generated?.kind === "stored") return "a stored generated column cannot be added";
  if (definition.notNull && isNull && definition.generated === undefined)
    return "a column that is NOT NULL needs a default that is not NULL";
  if (value !== undefined && /^(?:\(|CURRENT_)/i.test(value)) return "the default has to be a constant";
  if (has("foreign key") && !isNull)
    return "a column that refers to another table needs NULL as its default while foreign keys are on";
  return undefined;
}
