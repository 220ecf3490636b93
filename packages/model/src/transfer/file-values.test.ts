import { expect, it } from "vitest";
import { defineModel } from "../definition/define-model.ts";
import { field } from "../definition/field-kinds.ts";
import { UnreadableValue } from "../input/unreadable-value.ts";
import { fromFile } from "./file-values.ts";

const { fields } = defineModel("Thing", {
  at: field.timestamp(),
  isNew: field.boolean(),
  raw: field.bytes(),
  price: field.decimal(30, 10),
  big: field.bigint(),
  ratio: field.real(),
});

function read(name: string, raw: unknown): unknown {
  const found = fields.get(name);
  if (found === undefined) throw new Error(`no field ${name}`);
  return fromFile(found, raw, true);
}

it.each([
  ["2024-01-31", "2024-01-31T00:00:00.000Z"],
  ["2024-01-31 10:00", "2024-01-31T10:00:00.000Z"],
  ["2024-01-31T10:00:00.5", "2024-01-31T10:00:00.500Z"],
  ["2024-01-31 10:00:00.123456+00", "2024-01-31T10:00:00.123Z"],
  ["2024-01-31T10:00:00+0530", "2024-01-31T04:30:00.000Z"],
  ["2024-01-31T10:00:00-05:00", "2024-01-31T15:00:00.000Z"],
])("reads the instant %s, without a zone in UTC wherever the program runs", (text, instant) => {
  const zone = process.env.TZ;
  try {
    for (const elsewhere of ["America/New_York", "Asia/Tokyo"]) {
      process.env.TZ = elsewhere;
      expect(read("at", text)).toEqual(new Date(instant));
    }
  } finally {
    if (zone === undefined) delete process.env.TZ;
    else process.env.TZ = zone;
  }
});

it("leaves what is no instant to the check of the row", () => {
  for (const text of ["2024-13-01", "2024-01-31 25:00", "yesterday", "2024"]) expect(read("at", text)).toBe(text);
});

it("reads the booleans that shells of databases write", () => {
  for (const text of ["true", "TRUE", "t", "1"]) expect(read("isNew", text)).toBe(true);
  for (const text of ["false", "False", "f", "0"]) expect(read("isNew", text)).toBe(false);
  for (const text of ["yes", "", "2"]) expect(read("isNew", text)).toBe(text);
});

it("reads bytes in base64, its alphabet for addresses too, and in hexadecimal", () => {
  const cases = [
    ["", []],
    ["AP8K", [0, 255, 10]],
    ["YQ==", [97]],
    ["YQ", [97]],
    ["_-8=", [255, 239]],
    ["YWJj\nZGVm\n", [97, 98, 99, 100, 101, 102]],
    ["\\x00fF0a", [0, 255, 10]],
  ] as const;
  for (const [text, bytes] of cases) expect(read("raw", text)).toEqual(Uint8Array.from(bytes));
});

it.each(["YQ==YQ==", "abcde", "ab=cd", "Y", "===", "no base64!", "\\x0", "\\xzz"])(
  "refuses %s, of which bytes would be lost",
  (text) => {
    expect(read("raw", text)).toBeInstanceOf(UnreadableValue);
  },
);

it("keeps every digit that a field has", () => {
  expect(read("price", "12345678901234567890.1234567890")).toBe("12345678901234567890.1234567890");
  expect(read("big", "9007199254740993")).toBe(9_007_199_254_740_993n);
  expect(read("ratio", "0.1234567890123456789")).toBe(0.12345678901234568);
});
