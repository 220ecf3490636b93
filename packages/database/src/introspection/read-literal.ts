import type { ColumnDefault, ColumnType, LiteralValue } from "@dataflow/core";

/** The content of a string literal, or undefined when the text is anything else. */
export function unquoteText(sql: string): string | undefined {
  return /^'(?:[^']|'')*'$/s.test(sql) ? sql.slice(1, -1).replaceAll("''", "'") : undefined;
}

/** A number as a default writes it, or undefined. */
export function numberText(sql: string): string | undefined {
  return /^[-+]?\d+(?:\.\d+)?(?:e[-+]?\d+)?$/i.test(sql) ? sql : undefined;
}

export function literal(value: LiteralValue): ColumnDefault {
  return { kind: "literal", value };
}

/**
 * A number in the form that its kind has in JavaScript.
 *
 * @returns undefined when the kind has no such number
 */
export function numericLiteral(type: ColumnType, text: string): ColumnDefault | undefined {
  switch (type.kind) {
    case "integer":
    case "real":
      return literal(Number(text));
    case "bigint":
      return /^-?\d+$/.test(text) ? literal(BigInt(text)) : undefined;
    case "decimal": {
      const digits = withScale(text, type.scale);
      return digits === undefined ? undefined : literal(digits);
    }
    default:
      return undefined;
  }
}

/** A decimal with exactly as many digits after the point as its column keeps; undefined when it has more. */
function withScale(text: string, scale: number): string | undefined {
  const groups = /^(?<whole>-?\d+)(?:\.(?<fraction>\d+))?$/.exec(text)?.groups;
  if (groups === undefined) return undefined;
  const { whole = "0", fraction = "" } = groups;
  if (fraction.length > scale) return undefined;
  return scale === 0 ? whole : `${whole}.${fraction.padEnd(scale, "0")}`;
}
