import { assertNever, type ColumnType, type LiteralValue } from "@dataflow/core";
import { storedLiteral } from "../../literals/stored-literal.ts";
import { quoteText } from "../sql-text.ts";

/**
 * A literal of a type. Everything is a quoted text with a cast, so that the server reads it once, by the rules of the
 * type, and keeps a constant.
 *
 * @param type the column's type
 * @param literal a literal without a problem
 * @returns `'O''Brien'::text`
 */
export function postgresLiteral(type: ColumnType, literal: LiteralValue): string {
  const stored = storedLiteral("postgres", type, literal);
  if (stored === null) return "NULL";
  const text = stored instanceof Uint8Array ? `\\x${Buffer.from(stored).toString("hex")}` : String(stored);
  return `${quoteText(text)}::${castType(type)}`;
}

/** Without length or precision: the assignment to the column applies those. */
function castType(type: ColumnType): string {
  switch (type.kind) {
    case "text":
      return type.length === undefined ? "text" : "character varying";
    case "enum":
      return "text";
    case "decimal":
      return "numeric";
    case "real":
      return "double precision";
    case "timestamp":
      return "timestamptz";
    case "json":
      return "jsonb";
    case "bytes":
      return "bytea";
    case "array":
      return `${castType(type.element)}[]`;
    case "unknown":
      return type.sql;
    case "integer":
    case "bigint":
    case "boolean":
    case "date":
    case "time":
    case "uuid":
      return type.kind;
    default:
      return assertNever(type);
  }
}
