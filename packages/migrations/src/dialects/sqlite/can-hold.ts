import { assertNever, type ColumnType } from "@dataflow/core";

/**
 * Whether a column can serve a model that declares another type: when both are stored the same way. In doubt it can: an
 * alarm must be right.
 *
 * @param actual the type in the catalog
 * @param wanted the type in the model
 * @returns false when writing or reading would fail, or would change values
 */
export function canHold(actual: ColumnType, wanted: ColumnType): boolean {
  if (actual.kind === "unknown") return true;
  const holder = storageOf(actual);
  const held = storageOf(wanted);
  return holder === held || (holder === "float" && held === "integer") || (holder === "integer" && held === "float");
}

/** What a cell contains. Two decimals are stored alike only when their scale is the same: it is not in the cell. */
function storageOf(type: ColumnType): string {
  switch (type.kind) {
    case "integer":
    case "bigint":
    case "boolean":
    case "timestamp":
      return "integer";
    case "real":
      return "float";
    case "decimal":
      return `${type.precision > 18 ? "decimal text" : "scaled integer"} of ${type.scale} digits`;
    case "text":
    case "enum":
    case "uuid":
    case "date":
    case "time":
    case "json":
    case "array":
      return "text";
    case "bytes":
    case "unknown":
      return type.kind;
    default:
      return assertNever(type);
  }
}
