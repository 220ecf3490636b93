import type { ColumnType } from "@dataflow/core";
import type { ModelField } from "../definition/model-field.ts";
import { UnreadableValue } from "../input/unreadable-value.ts";
import { textOfBytes } from "./text-of-bytes.ts";

const NUMBER = /^[-+]?(?:\d+\.?\d*|\.\d+)(?:e[-+]?\d+)?$/i;
const WHOLE = /^[-+]?\d+$/;
const INSTANT = /^(\d{4}-\d\d-\d\d)(?:[T ](\d\d:\d\d(?::\d\d(?:\.\d+)?)?)(?:Z|([-+]\d\d)(?::?(\d\d))?)?)?$/;
/** As we write them, and as the shells of databases do. */
const BOOLEANS: ReadonlyMap<string, boolean> = new Map([
  ["true", true],
  ["t", true],
  ["1", true],
  ["false", false],
  ["f", false],
  ["0", false],
]);

/**
 * Brings what a file holds to the kind of its field. What cannot be meant stays as it is: it is refused with its row and
 * its field when the row is checked.
 *
 * @param field the field
 * @param raw what the file holds, not null
 * @param isText whether everything in the file is text, documents too
 * @returns a value of the field's kind, if it can be
 */
export function fromFile(field: ModelField, raw: unknown, isText: boolean): unknown {
  const { kind } = field.type;
  if (isText && typeof raw === "string" && (kind === "json" || kind === "array")) {
    return typed(field.type, parseCell(raw));
  }
  return typed(field.type, raw);
}

function parseCell(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return NO_JSON; // the parser's message would quote the text
  }
}

const NO_JSON = new UnreadableValue("is no JSON", "write the document as JSON, a text in quotes");
const NO_BYTES = new UnreadableValue(
  "is neither base64 nor hexadecimal",
  "write bytes in base64, or as \\x and hexadecimal",
);
/** Looked for, and not their opposites: a long text must not be matched as a whole. */
const [NOT_OF_BASE64, NOT_OF_HEX] = [/[^\w+/-]/, /[^\da-f]/i];

function typed(type: ColumnType, raw: unknown): unknown {
  switch (type.kind) {
    case "integer":
    case "real":
      if (typeof raw === "string" && NUMBER.test(raw.trim())) return Number(raw);
      return typeof raw === "bigint" && BigInt(Number(raw)) === raw ? Number(raw) : raw;
    case "bigint":
      if (typeof raw === "string" && WHOLE.test(raw.trim())) return BigInt(raw);
      return typeof raw === "number" && Number.isSafeInteger(raw) ? BigInt(raw) : raw;
    case "boolean":
      return typeof raw === "string" ? (BOOLEANS.get(raw.toLowerCase()) ?? raw) : raw;
    case "timestamp":
      return typeof raw === "string" ? (instantOf(raw) ?? raw) : raw;
    case "array":
      return Array.isArray(raw) ? raw.map((element) => (element === null ? null : typed(type.element, element))) : raw;
    case "bytes":
      return typeof raw === "string" ? bytesOf(raw) : raw;
    case "json":
      return raw;
    default:
      return plainText(type, raw);
  }
}

/** A time without a zone is in UTC, as instants are stored: it must not depend on where the program runs. */
function instantOf(text: string): Date | undefined {
  const [matched, day, time = "00:00", hours = "+00", minutes = "00"] = INSTANT.exec(text) ?? [];
  const instant = matched === undefined ? undefined : new Date(`${day}T${time}${hours}:${minutes}`);
  return instant === undefined || Number.isNaN(instant.getTime()) ? undefined : instant;
}

/** Whatever does not belong to a coding would be left out when it is read, and nobody would know. */
function bytesOf(text: string): Uint8Array | UnreadableValue {
  const compact = text.replace(/\s+/g, "");
  if (compact.startsWith("\\x")) {
    const hex = compact.slice(2);
    return NOT_OF_HEX.test(hex) || hex.length % 2 === 1 ? NO_BYTES : new Uint8Array(Buffer.from(hex, "hex"));
  }
  const padding = compact.endsWith("==") ? 2 : compact.endsWith("=") ? 1 : 0;
  const digits = compact.slice(0, compact.length - padding);
  const isBase64 = !NOT_OF_BASE64.test(digits) && digits.length % 4 !== 1;
  return isBase64 ? new Uint8Array(Buffer.from(digits, "base64")) : NO_BYTES;
}

function plainText({ kind }: ColumnType, raw: unknown): unknown {
  if (raw instanceof Uint8Array) return textOfBytes(raw);
  return kind === "decimal" && (typeof raw === "number" || typeof raw === "bigint") ? String(raw) : raw;
}

/**
 * Brings a value to what JSON can hold without losing any of it.
 *
 * @param type the column's type
 * @param value a value of the field
 * @returns what is written
 */
export function toJsonValue(type: ColumnType, value: unknown): unknown {
  if (value === null) return null;
  if (type.kind === "array" && Array.isArray(value)) return value.map((element) => toJsonValue(type.element, element));
  if (type.kind === "json") return value;
  if (typeof value === "bigint") return value.toString();
  if (value instanceof Date) return value.toISOString();
  if (value instanceof Uint8Array) return Buffer.from(value).toString("base64");
  return value;
}
