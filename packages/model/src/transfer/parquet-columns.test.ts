import { expect, it } from "vitest";
import { defineModel } from "../definition/define-model.ts";
import { field } from "../definition/field-kinds.ts";
import { parquetColumn } from "./parquet-columns.ts";

const { fields } = defineModel("Thing", {
  whole: field.integer(),
  small: field.decimal(9, 2),
  middle: field.decimal(18, 2),
  large: field.decimal(38, 2),
  at: field.timestamp(),
  day: field.date(),
  opens: field.time(),
  code: field.uuid(),
  size: field.enum(["s", "m"]),
  tags: field.array(field.text()),
});

it.each([
  ["whole", { type: "INT32" }],
  ["small", { type: "INT32", converted_type: "DECIMAL", precision: 9, scale: 2 }],
  ["middle", { type: "INT64", converted_type: "DECIMAL", precision: 18, scale: 2 }],
  ["large", { type: "FIXED_LEN_BYTE_ARRAY", type_length: 16, converted_type: "DECIMAL", precision: 38 }],
  ["at", { type: "INT64", converted_type: "TIMESTAMP_MILLIS" }],
  ["day", { type: "INT32", converted_type: "DATE" }],
  ["opens", { type: "INT32", converted_type: "TIME_MILLIS" }],
  ["code", { type: "FIXED_LEN_BYTE_ARRAY", type_length: 16, logical_type: { type: "UUID" } }],
  ["size", { type: "BYTE_ARRAY", converted_type: "UTF8" }],
  ["tags", { type: "BYTE_ARRAY", converted_type: "JSON" }],
])("%s is of the type that other programs know it by", (name, element) => {
  const found = fields.get(name);
  expect(found && parquetColumn(found).element).toMatchObject({ ...element, name, repetition_type: "OPTIONAL" });
});
