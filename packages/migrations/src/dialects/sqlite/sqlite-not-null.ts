import type { AdditionPlace } from "../../not-null/addition.ts";
import { rowidColumn, tableParts } from "../../operations/sqlite/table-parts.ts";
import type { NotNullDialect } from "../not-null-dialect.ts";
import { quoteIdentifier, quoteText } from "../sql-text.ts";
import { inspectFill } from "./inspect-fill.ts";
import { additionSteps } from "./not-null-steps.ts";
import { rehearseAddition } from "./rehearse-addition.ts";

/** How required columns are added on SQLite. */
export const sqliteNotNull: NotNullDialect = Object.freeze({
  literal(value) {
    if (value instanceof Uint8Array) return `X'${Buffer.from(value).toString("hex")}'`;
    if (value instanceof Date) return quoteText(value.toISOString());
    if (typeof value === "boolean") return value ? "1" : "0";
    return typeof value === "string" ? quoteText(value) : String(value);
  },
  // There are no sequences; the number of a row is one, and has gaps as those have.
  sequenceFill: (table, { start, increment }) => ({
    expression: `${start} + (${quoteIdentifier(table.name)}.rowid - 1) * ${increment}`,
  }),
  key,
  rehearse: rehearseAddition,
  steps: additionSteps,
  inspect: inspectFill,
  unreadable: async () => [],
} satisfies NotNullDialect);

/** The number of a row, by a name that no column has; a table without such numbers has a key that is never NULL. */
function key({ table, objects }: AdditionPlace): readonly string[] {
  const parts = tableParts(table.id, objects);
  if (parts === undefined) return ["rowid"];
  if (table.definition.withoutRowid === true)
    return parts.constraints.find(({ definition }) => definition.type === "primary key")?.definition.columns ?? [];
  const taken = new Set(parts.columns.map(({ path }) => (path.at(-1) ?? "").toLowerCase()));
  return [rowidColumn(parts) ?? ["rowid", "_rowid_", "oid"].find((name) => !taken.has(name)) ?? "rowid"];
}
