import type { ColumnDefault, ColumnKind, ColumnType } from "@dataflow/core";
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
      return arrayLiteral(text, type.element.kind);
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

const ELEMENT = /"(?:[^"\\]|\\.)*"|[^,{}"]+/gs;

/** A list as the server writes it, as JSON; undefined where its elements have another form in JSON. */
function arrayLiteral(text: string, element: ColumnKind): ColumnDefault | undefined {
  if (!/^\{(?:(?:"(?:[^"\\]|\\.)*"|[^,{}"]+)(?:,(?!\})|(?=\})))*\}$/s.test(text)) return undefined;
  const items = (text.slice(1, -1).match(ELEMENT) ?? []).map((item) => jsonElement(item, element));
  return items.includes(undefined) ? undefined : literal(`[${items.join(",")}]`);
}

function jsonElement(item: string, kind: ColumnKind): string | undefined {
  if (item === "NULL") return "null";
  const text = item.startsWith('"') ? item.slice(1, -1).replace(/\\(.)/gs, "$1") : item;
  switch (kind) {
    case "text":
    case "enum":
    case "uuid":
    case "date":
      return JSON.stringify(text);
    case "integer":
    case "real":
      return numberText(text);
    case "boolean":
      return text === "t" ? "true" : "false";
    default:
      return undefined;
  }
}
