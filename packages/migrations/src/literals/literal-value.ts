import type { ColumnType, LiteralValue } from "@dataflow/core";

const HEXADECIMAL = /^(?:[0-9a-f]{2})*$/i;

/**
 * Turns the literal of a default into the value that a row would have: what a model's user writes for the field. Values
 * and defaults then go through one and the same codec, and are stored alike.
 *
 * @param type the column's type
 * @param literal JSON and arrays are given as JSON text, a timestamp in milliseconds, bytes as hexadecimal digits
 * @returns the value, or the literal itself when it is none of its type
 */
export function literalValue(type: ColumnType, literal: LiteralValue): unknown {
  switch (type.kind) {
    case "bigint":
      return typeof literal === "number" && Number.isSafeInteger(literal) ? BigInt(literal) : literal;
    case "timestamp":
      return typeof literal === "number" && Number.isInteger(literal) ? new Date(literal) : literal;
    case "bytes":
      return typeof literal === "string" && HEXADECIMAL.test(literal)
        ? new Uint8Array(Buffer.from(literal, "hex"))
        : literal;
    case "json":
      return typeof literal === "string" ? parseJson(literal) : undefined;
    case "array":
      return typeof literal === "string" ? arrayValue(type.element, literal) : literal;
    default:
      return literal;
  }
}

/** Undefined, which no JSON text means, stands for a text that is not JSON. */
function parseJson(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return undefined;
  }
}

function arrayValue(element: ColumnType, text: string): unknown {
  const items = parseJson(text);
  if (!Array.isArray(items)) return items;
  // JSON keeps numbers of any length, but reading them as JavaScript's numbers would not.
  if (element.kind === "bigint") return (text.match(/-?\d+/g) ?? []).map(BigInt);
  return element.kind === "timestamp" ? items.map((item) => new Date(item)) : items;
}
