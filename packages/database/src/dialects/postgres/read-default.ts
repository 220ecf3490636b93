import type { ColumnDefault, ColumnType } from "@dataflow/core";
import { literal, numberText, numericLiteral, unquoteText } from "../../introspection/read-literal.ts";

/** What a catalog's default means for a column of a type. */
export function readPostgresDefault(sql: string, type: ColumnType): ColumnDefault {
  if (/^nextval\(/.test(sql)) return { kind: "autoIncrement" };
  const value = withoutCasts(sql);
  return now(value, type) ?? constant(value, type) ?? { kind: "expression", sql };
}

/** The server writes the type behind every constant: `'pending'::text`. */
function withoutCasts(sql: string): string {
  return /^(?<value>'(?:[^']|'')*'|[^':]+)(?:::[\w ".,()[\]]+)*$/s.exec(sql)?.groups?.value ?? sql;
}

function now(value: string, type: ColumnType): ColumnDefault | undefined {
  if (type.kind === "timestamp" && /^(CURRENT_TIMESTAMP|now\(\))$/i.test(value)) return { kind: "now" };
  return type.kind === "date" && /^CURRENT_DATE$/i.test(value) ? { kind: "now" } : undefined;
}

function constant(value: string, type: ColumnType): ColumnDefault | undefined {
  const text = unquoteText(value);
  const number = numberText(text ?? value);
  if (number !== undefined && type.kind !== "json") {
    const found = numericLiteral(type, number);
    if (found !== undefined) return found;
  }
  if (type.kind === "boolean" && (value === "true" || value === "false")) return literal(value === "true");
  return text === undefined ? undefined : textLiteral(text, type);
}

function textLiteral(text: string, type: ColumnType): ColumnDefault | undefined {
  switch (type.kind) {
    case "text":
    case "enum":
    case "date":
    case "time":
    case "uuid":
    case "json":
      return literal(text);
    case "array":
      return text === "{}" ? literal("[]") : undefined;
    case "bytes":
      return /^\\x(?:[0-9a-f]{2})*$/.test(text) ? literal(text.slice(2)) : undefined;
    case "timestamp": {
      const instant = Date.parse(text.replace(" ", "T").replace(/\+00$/, "Z"));
      return Number.isNaN(instant) ? undefined : literal(instant);
    }
    default:
      return undefined;
  }
}
