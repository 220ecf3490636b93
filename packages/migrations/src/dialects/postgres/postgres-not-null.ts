import { defaultName } from "../../introspect/postgres/default-names.ts";
import type { NotNullDialect } from "../not-null-dialect.ts";
import { quoteTable, quoteText } from "../sql-text.ts";
import { backfillKey } from "./backfill-key.ts";
import { generatedColumnsRead } from "./expression-columns.ts";
import { inspectFill } from "./inspect-fill.ts";
import { additionSteps } from "./not-null-steps.ts";
import { rehearseAddition } from "./rehearse-addition.ts";

/** How required columns are added on PostgreSQL. */
export const postgresNotNull: NotNullDialect = Object.freeze({
  literal(value) {
    if (value instanceof Uint8Array) return `'\\x${Buffer.from(value).toString("hex")}'`;
    if (value instanceof Date) return quoteText(value.toISOString());
    if (typeof value === "string") return quoteText(value);
    return typeof value === "boolean" ? String(value).toUpperCase() : String(value);
  },
  sequenceFill(table, sequence, column) {
    const name = sequence.name ?? defaultName(table.name, column, "seq");
    const call = `nextval(${quoteText(quoteTable({ ...table, name }))}::regclass)`;
    return { expression: call, default: call, sequence: { ...sequence, name } };
  },
  key: backfillKey,
  rehearse: rehearseAddition,
  steps: additionSteps,
  inspect: inspectFill,
  unreadable: generatedColumnsRead,
} satisfies NotNullDialect);
