import { scaledDigits } from "@dataflow/query";
import type { SchemaElement } from "hyparquet";
import type { ModelField } from "../definition/model-field.ts";
import { toJsonValue } from "./file-values.ts";
import { DAY } from "./parquet-values.ts";

/** A column of a Parquet file. */
export interface ParquetColumn {
  readonly element: SchemaElement;
  /** Makes of a value, which is not null, what the writer of the file takes. */
  readonly write: (value: unknown) => unknown;
}

/**
 * The column for a field: of the type that other programs know its values by.
 *
 * @param field the field
 * @returns the column
 */
export function parquetColumn({ name, type }: ModelField): ParquetColumn {
  const column = (element: Omit<SchemaElement, "name">, write = asItIs): ParquetColumn => ({
    element: { name, repetition_type: "OPTIONAL", ...element },
    write,
  });
  switch (type.kind) {
    case "integer":
      return column({ type: "INT32" });
    case "bigint":
      return column({ type: "INT64" });
    case "real":
      return column({ type: "DOUBLE" });
    case "decimal":
      return column(decimalElement(type), (value) => BigInt(scaledDigits(String(value), type.scale)));
    case "boolean":
      return column({ type: "BOOLEAN" });
    case "timestamp":
      return column({ type: "INT64", converted_type: "TIMESTAMP_MILLIS" });
    case "date":
      return column({ type: "INT32", converted_type: "DATE" }, (value) => Date.parse(String(value)) / DAY);
    case "time":
      return column({ type: "INT32", converted_type: "TIME_MILLIS", logical_type: TIME }, timeOfDay);
    case "uuid":
      return column({ type: "FIXED_LEN_BYTE_ARRAY", type_length: 16, logical_type: { type: "UUID" } });
    case "bytes":
      return column({ type: "BYTE_ARRAY" });
    case "json":
    case "array":
      return column({ type: "BYTE_ARRAY", converted_type: "JSON" }, (value) => toJsonValue(type, value));
    default:
      return column({ type: "BYTE_ARRAY", converted_type: "UTF8" });
  }
}

const TIME = { type: "TIME", isAdjustedToUTC: false, unit: "MILLIS" } as const;

const asItIs = (value: unknown): unknown => value;

const timeOfDay = (value: unknown): number => Date.parse(`1970-01-01T${value}Z`);

/** The smallest type that holds the digits. */
function decimalElement({ precision, scale }: { readonly precision: number; readonly scale: number }) {
  const decimal = { converted_type: "DECIMAL", precision, scale } as const;
  if (precision <= 9) return { ...decimal, type: "INT32" } as const;
  if (precision <= 18) return { ...decimal, type: "INT64" } as const;
  const bits = (10n ** BigInt(precision)).toString(2).length + 1;
  return { ...decimal, type: "FIXED_LEN_BYTE_ARRAY", type_length: Math.ceil(bits / 8) } as const;
}
