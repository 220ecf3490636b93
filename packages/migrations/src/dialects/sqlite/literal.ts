import type { ColumnType, LiteralValue } from "@dataflow/core";
import { storedLiteral } from "../../literals/stored-literal.ts";
import { quoteText } from "../sql-text.ts";

/**
 * A literal of a type, in the form in which the type is stored.
 *
 * @param type the column's type
 * @param literal a literal without a problem
 * @returns `'O''Brien'`, `1`, `X'00ff'`
 */
export function sqliteLiteral(type: ColumnType, literal: LiteralValue): string {
  const stored = storedLiteral("sqlite", type, literal);
  if (stored === null) return "NULL";
  if (stored instanceof Uint8Array) return `X'${Buffer.from(stored).toString("hex")}'`;
  if (typeof stored === "string") return quoteText(stored);
  return String(Number(stored) === 0 ? 0 : stored);
}
