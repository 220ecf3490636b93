import { assertNever, type ColumnType } from "@dataflow/core";

/**
 * A column's type in words for messages.
 *
 * @param type the type
 * @returns `text of at most 20 characters`, `decimal(12, 2)`, `array of text`
 */
export function describeType(type: ColumnType): string {
  switch (type.kind) {
    case "text":
      return type.length === undefined ? "text" : `text of at most ${type.length} characters`;
    case "decimal":
      return `decimal(${type.precision}, ${type.scale})`;
    case "array":
      return `array of ${describeType(type.element)}`;
    case "enum":
      return `enum of ${type.values.length} values`;
    case "unknown":
      return `of a type of its own (${type.sql})`;
    case "integer":
    case "bigint":
    case "real":
    case "boolean":
    case "timestamp":
    case "date":
    case "time":
    case "uuid":
    case "json":
    case "bytes":
      return type.kind;
    default:
      return assertNever(type);
  }
}
