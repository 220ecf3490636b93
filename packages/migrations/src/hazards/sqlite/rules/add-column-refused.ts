import { quoteIdentifier } from "../../../dialects/sql-text.ts";
import type { Evidence } from "../../../evidence/evidence.ts";
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
    const refusal = reasonOf(action.column);
    if (refusal === undefined) return [];
    const { table, column } = action;
    const { why } = refusal;
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
    const { harmless: _, ...hazard } = hazardOf(context, {
      table,
      level: "HIGH",
      message,
      fix,
      evidence: [stated(why)],
    });
    const empty = refusal.isOfRows ? emptiness(context, table) : undefined;
    return [{ ...hazard, ...(empty !== undefined && { harmless: empty }) }];
  },
};

/** The fact that there is no row which would have to get a value. */
function emptiness({ state, facts }: SqliteContext, table: string): Evidence | undefined {
  const key = table.toLowerCase();
  if (state.written.has(key)) return undefined;
  const made = state.tables.get(key);
  if (made !== undefined) return made.rows ? undefined : stated(`${table} is created by this script`);
  const rows = facts.tables.get(key)?.rows;
  return rows?.value === 0 && rows.isExact ? rows.evidence : undefined;
}

interface Added {
  readonly definition: {
    readonly notNull: boolean;
    readonly default?: string;
    readonly generated?: { readonly kind: string };
  };
  readonly constraints: readonly { readonly type: string }[];
}

interface Refusal {
  readonly why: string;
  /** It is refused where there are rows; the others whatever there is. */
  readonly isOfRows: boolean;
}

function reasonOf({ definition, constraints }: Added): Refusal | undefined {
  const value = definition.default;
  const isNull = value === undefined || /^null$/i.test(value);
  const has = (type: string): boolean => constraints.some((constraint) => constraint.type === type);
  const never = (why: string): Refusal => ({ why, isOfRows: false });
  const withRows = (why: string): Refusal => ({ why, isOfRows: true });
  if (has("primary key")) return never("a primary key cannot be added");
  if (has("unique")) return never("a unique column cannot be added");
  if (definition.generated?.kind === "stored") return withRows("a stored generated column cannot be added");
  if (definition.notNull && isNull && definition.generated === undefined)
    return withRows("a column that is NOT NULL needs a default that is not NULL");
  if (value !== undefined && /^(?:\(|CURRENT_)/i.test(value)) return withRows("the default has to be a constant");
  if (has("foreign key") && !isNull)
    return withRows("a column that refers to another table needs NULL as its default while foreign keys are on");
  return undefined;
}
