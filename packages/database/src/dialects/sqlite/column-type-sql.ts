/**
 * A declared type says two things: the kind, so that the catalog can be read back, and how the value is stored, which
 * the database takes from parts of the name: INT makes integers, TEXT and CHAR text, DOUB floating point, BLOB bytes.
 *
 * | kind | declared | stored as |
 * |---|---|---|
 * | decimal | `DECIMAL_INT(12,2)` up to 18 digits, then `DECIMAL_TEXT(30,4)` | scaled integer, sortable text |
 * | timestamp | `TIMESTAMP_INT` | milliseconds |
 * | array | `ARRAY_TEXT_OF_DECIMAL(12,2)` | JSON |
 */
import { assertNever, type ColumnType, type ScalarColumnType } from "@dataflow/core";

/** The most digits that a scaled 64-bit integer always holds. */
const MAX_INTEGER_DIGITS = 18;

const ARRAY_PREFIX = "ARRAY_TEXT_OF_";

export function sqliteTypeSql(type: ColumnType): string {
  switch (type.kind) {
    case "decimal":
      return `${type.precision <= MAX_INTEGER_DIGITS ? "DECIMAL_INT" : "DECIMAL_TEXT"}(${type.precision},${type.scale})`;
    case "json":
      return "JSON_TEXT";
    case "array":
      return ARRAY_PREFIX + elementName(type.element);
    case "bytes":
      return "BLOB";
    case "unknown":
      return type.sql;
    default:
      return scalarTypeSql(type);
  }
}

function scalarTypeSql(type: Exclude<ScalarColumnType, { readonly kind: "decimal" }>): string {
  switch (type.kind) {
    case "text":
      return type.length === undefined ? "TEXT" : `VARCHAR(${type.length})`;
    case "enum":
      return "TEXT";
    case "integer":
      return "INTEGER";
    case "bigint":
      return "BIGINT";
    case "real":
      return "DOUBLE";
    case "boolean":
      return "BOOLEAN_INT";
    case "timestamp":
      return "TIMESTAMP_INT";
    case "date":
      return "DATE_TEXT";
    case "time":
      return "TIME_TEXT";
    case "uuid":
      return "UUID_TEXT";
    default:
      return assertNever(type);
  }
}

/** Names for elements avoid the letters INT: the column would become one of integers. */
const ELEMENT_NAMES = {
  text: "TEXT",
  enum: "TEXT",
  integer: "WHOLE",
  bigint: "LONG",
  real: "DOUBLE",
  boolean: "BOOLEAN",
  timestamp: "TIMESTAMP",
  date: "DATE",
  time: "TIME",
  uuid: "UUID",
} as const satisfies Record<Exclude<ScalarColumnType["kind"], "decimal">, string>;

function elementName(element: ScalarColumnType): string {
  if (element.kind === "decimal") return `DECIMAL(${element.precision},${element.scale})`;
  if (element.kind === "text" && element.length !== undefined) return `VARCHAR(${element.length})`;
  return ELEMENT_NAMES[element.kind];
}

const ELEMENT_KINDS: ReadonlyMap<string, ScalarColumnType> = new Map<string, ScalarColumnType>([
  ["TEXT", { kind: "text" }],
  ["WHOLE", { kind: "integer" }],
  ["LONG", { kind: "bigint" }],
  ["DOUBLE", { kind: "real" }],
  ["BOOLEAN", { kind: "boolean" }],
  ["TIMESTAMP", { kind: "timestamp" }],
  ["DATE", { kind: "date" }],
  ["TIME", { kind: "time" }],
  ["UUID", { kind: "uuid" }],
]);

/** Declared types without arguments: ours, and those of other makers that are stored as ours are. */
const PLAIN_KINDS: ReadonlyMap<string, ColumnType> = new Map<string, ColumnType>([
  ["TEXT", { kind: "text" }],
  ["VARCHAR", { kind: "text" }],
  ["CHAR", { kind: "text" }],
  ["CHARACTER", { kind: "text" }],
  ["NVARCHAR", { kind: "text" }],
  ["NCHAR", { kind: "text" }],
  ["CLOB", { kind: "text" }],
  ["INTEGER", { kind: "integer" }],
  ["INT", { kind: "integer" }],
  ["SMALLINT", { kind: "integer" }],
  ["MEDIUMINT", { kind: "integer" }],
  ["TINYINT", { kind: "integer" }],
  ["INT2", { kind: "integer" }],
  ["INT4", { kind: "integer" }],
  ["BIGINT", { kind: "bigint" }],
  ["INT8", { kind: "bigint" }],
  ["DOUBLE", { kind: "real" }],
  ["DOUBLE PRECISION", { kind: "real" }],
  ["REAL", { kind: "real" }],
  ["FLOAT", { kind: "real" }],
  ["BOOLEAN_INT", { kind: "boolean" }],
  ["BOOLEAN", { kind: "boolean" }],
  ["BOOL", { kind: "boolean" }],
  ["TIMESTAMP_INT", { kind: "timestamp" }],
  ["DATE_TEXT", { kind: "date" }],
  ["TIME_TEXT", { kind: "time" }],
  ["UUID_TEXT", { kind: "uuid" }],
  ["JSON_TEXT", { kind: "json" }],
  ["JSON", { kind: "json" }],
  ["BLOB", { kind: "bytes" }],
]);

const TEXTS_WITH_LENGTH: ReadonlySet<string> = new Set(["VARCHAR", "CHAR", "CHARACTER", "NVARCHAR", "NCHAR"]);
const INTEGERS_WITH_WIDTH: ReadonlySet<string> = new Set([
  "INT",
  "INTEGER",
  "SMALLINT",
  "MEDIUMINT",
  "TINYINT",
  "BIGINT",
]);

/**
 * The kind that a declared type stands for. What other programs declare is read where it is stored as ours is;
 * a DATETIME may hold text, seconds or milliseconds, so it stays unknown.
 */
export function readSqliteType(declared: string): ColumnType {
  const groups = /^(?<name>[A-Z0-9_ ]+?)\s*(?:\(\s*(?<first>\d+)\s*(?:,\s*(?<second>\d+)\s*)?\))?$/.exec(
    declared.toUpperCase(),
  )?.groups;
  const name = groups?.name ?? "";
  const [first, second] = [groups?.first, groups?.second];
  const type = name.startsWith(ARRAY_PREFIX)
    ? arrayType(name.slice(ARRAY_PREFIX.length), first, second)
    : (argumentType(name, first, second) ?? (first === undefined ? PLAIN_KINDS.get(name) : undefined));
  return type ?? { kind: "unknown", sql: declared };
}

function argumentType(name: string, first: string | undefined, second: string | undefined): ColumnType | undefined {
  if (first === undefined) return undefined;
  if (name === "DECIMAL_INT" || name === "DECIMAL_TEXT") {
    return { kind: "decimal", precision: Number(first), scale: Number(second ?? 0) };
  }
  if (TEXTS_WITH_LENGTH.has(name)) return { kind: "text", length: Number(first) };
  if (name === "TINYINT" && first === "1") return { kind: "boolean" };
  return INTEGERS_WITH_WIDTH.has(name) ? PLAIN_KINDS.get(name) : undefined;
}

function arrayType(name: string, first: string | undefined, second: string | undefined): ColumnType | undefined {
  if (name === "DECIMAL" && first !== undefined) {
    return { kind: "array", element: { kind: "decimal", precision: Number(first), scale: Number(second ?? 0) } };
  }
  if (name === "VARCHAR" && first !== undefined)
    return { kind: "array", element: { kind: "text", length: Number(first) } };
  const element = ELEMENT_KINDS.get(name);
  return element === undefined ? undefined : { kind: "array", element };
}
