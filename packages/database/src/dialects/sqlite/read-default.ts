import type { ColumnDefault, ColumnType } from "@dataflow/core";
import { literal, numberText, numericLiteral, unquoteText } from "../../introspection/read-literal.ts";

/** What a catalog's default means for a column of a type; undefined for a default of NULL, which is none. */
export function readSqliteDefault(sql: string, type: ColumnType): ColumnDefault | undefined {
  if (/^null$/i.test(sql)) return undefined;
  return now(sql, type) ?? constant(sql, type) ?? { kind: "expression", sql };
}

/** Milliseconds, with or without rounding before the cast. */
const NOW_IN_MILLISECONDS = /^\(?CAST\((?:round\()?unixepoch\('subsec'\)\*1000\)?ASINTEGER\)\)?$/i;

function now(sql: string, type: ColumnType): ColumnDefault | undefined {
  if (type.kind === "timestamp" && NOW_IN_MILLISECONDS.test(sql.replace(/\s+/g, ""))) return { kind: "now" };
  return type.kind === "date" && /^CURRENT_DATE$/i.test(sql) ? { kind: "now" } : undefined;
}

function constant(sql: string, type: ColumnType): ColumnDefault | undefined {
  const number = numberText(sql);
  if (number !== undefined) return numberLiteral(number, type);
  if (type.kind === "boolean" && /^(true|false)$/i.test(sql)) return literal(/^true$/i.test(sql));
  if (type.kind === "bytes") {
    const digits = /^x'(?<digits>(?:[0-9a-f]{2})*)'$/i.exec(sql)?.groups?.digits;
    return digits === undefined ? undefined : literal(digits.toLowerCase());
  }
  const text = unquoteText(sql);
  return text === undefined || !TEXT_KINDS.has(type.kind) ? undefined : literal(text);
}

const TEXT_KINDS: ReadonlySet<ColumnType["kind"]> = new Set(["text", "enum", "date", "time", "uuid", "json", "array"]);

/** Numbers also stand for truth values, instants and scaled decimals. */
function numberLiteral(number: string, type: ColumnType): ColumnDefault | undefined {
  if (type.kind === "boolean") return number === "0" || number === "1" ? literal(number === "1") : undefined;
  if (type.kind === "timestamp") return /^-?\d+$/.test(number) ? literal(Number(number)) : undefined;
  if (type.kind === "decimal") return /^-?\d+$/.test(number) ? literal(unscaled(number, type.scale)) : undefined;
  return numericLiteral(type, number);
}

function unscaled(integer: string, scale: number): string {
  if (scale === 0) return integer;
  const sign = integer.startsWith("-") ? "-" : "";
  const digits = integer.slice(sign.length).padStart(scale + 1, "0");
  return `${sign}${digits.slice(0, -scale)}.${digits.slice(-scale)}`;
}
