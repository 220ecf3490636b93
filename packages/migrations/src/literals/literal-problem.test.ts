import type { ColumnType, LiteralValue } from "@dataflow/core";
import { describe, expect, it } from "vitest";
import { literalProblem } from "./literal-problem.ts";

const decimal: ColumnType = { kind: "decimal", precision: 5, scale: 2 };
const texts: ColumnType = { kind: "array", element: { kind: "text" } };

const accepted: readonly (readonly [ColumnType, LiteralValue])[] = [
  [{ kind: "text" }, "O'Brien \\ \n é 𝄞"],
  [{ kind: "text" }, null],
  [{ kind: "text", length: 1 }, "𝄞"],
  [{ kind: "integer" }, -2147483648],
  [{ kind: "bigint" }, 9223372036854775807n],
  [{ kind: "bigint" }, 42],
  [{ kind: "real" }, 1e300],
  [decimal, "-123.45"],
  [decimal, "007"],
  [{ kind: "array", element: { kind: "bigint" } }, "[9223372036854775807,-1]"],
  [{ kind: "array", element: { kind: "timestamp" } }, '["2001-01-01T00:00:00.000Z"]'],
  [{ kind: "boolean" }, false],
  [{ kind: "timestamp" }, 0],
  [{ kind: "date" }, "2000-02-29"],
  [{ kind: "time" }, "23:59:59.999"],
  [{ kind: "uuid" }, "00000000-0000-4000-8000-000000000000"],
  [{ kind: "json" }, '{"a":[1,null]}'],
  [{ kind: "enum", values: ["a", "b"] }, "b"],
  [{ kind: "bytes" }, "00ff"],
  [texts, '["a","b\\"c"]'],
  [{ kind: "array", element: { kind: "integer" } }, "[1,2]"],
];

const refused: readonly (readonly [ColumnType, LiteralValue])[] = [
  [{ kind: "text" }, "a\0b"],
  [{ kind: "text" }, "\ud800"],
  [{ kind: "text" }, 5],
  [{ kind: "text", length: 1 }, "ab"],
  [{ kind: "integer" }, 2147483648],
  [{ kind: "integer" }, 1.5],
  [{ kind: "integer" }, "1"],
  [{ kind: "bigint" }, 9223372036854775808n],
  [{ kind: "real" }, Number.NaN],
  [decimal, "1234.5"],
  [decimal, "1.234"],
  [decimal, "1e2"],
  [decimal, 1],
  [{ kind: "boolean" }, 1],
  [{ kind: "timestamp" }, "2001-01-01"],
  [{ kind: "timestamp" }, 1.5],
  [{ kind: "timestamp" }, 1e15],
  [{ kind: "date" }, "2001-02-29"],
  [{ kind: "date" }, "0000-01-01"],
  [{ kind: "time" }, "24:00:00"],
  [{ kind: "uuid" }, "x"],
  [{ kind: "json" }, "{"],
  [{ kind: "enum", values: ["a"] }, "b"],
  [{ kind: "bytes" }, "0"],
  [texts, "a"],
  [texts, '["a",null]'],
  [texts, '["a",["b"]]'],
  [texts, "[1]"],
];

describe("literalProblem", () => {
  it.each(accepted)("accepts %o %o", (type, value) => {
    expect(literalProblem(type, value)).toBeUndefined();
  });

  it.each(refused)("refuses %o %o without repeating it", (type, value) => {
    const problem = literalProblem(type, value);
    expect(problem).toEqual(expect.any(String));
    if (String(value).length > 3) expect(problem).not.toContain(String(value));
  });
});
