import type { ColumnType } from "@dataflow/core";
import { describe, expect, it } from "vitest";
import { ddlDialect } from "./ddl-dialects.ts";

const text: ColumnType = { kind: "text" };
const varchar: ColumnType = { kind: "text", length: 5 };
const integer: ColumnType = { kind: "integer" };
const bigint: ColumnType = { kind: "bigint" };
const real: ColumnType = { kind: "real" };
const cents: ColumnType = { kind: "decimal", precision: 12, scale: 2 };
const mills: ColumnType = { kind: "decimal", precision: 12, scale: 3 };
const long: ColumnType = { kind: "decimal", precision: 30, scale: 2 };
const boolean: ColumnType = { kind: "boolean" };
const timestamp: ColumnType = { kind: "timestamp" };
const uuid: ColumnType = { kind: "uuid" };
const json: ColumnType = { kind: "json" };
const status: ColumnType = { kind: "enum", values: ["a"] };
const texts: ColumnType = { kind: "array", element: { kind: "text" } };
const numbers: ColumnType = { kind: "array", element: { kind: "integer" } };
const citext: ColumnType = { kind: "unknown", sql: "citext" };

/** The column there is, the column wanted, and whether it serves on each database. */
const cases: readonly (readonly [ColumnType, ColumnType, { readonly postgres: boolean; readonly sqlite: boolean }])[] =
  [
    [text, text, { postgres: true, sqlite: true }],
    [varchar, text, { postgres: true, sqlite: true }],
    [text, status, { postgres: true, sqlite: true }],
    [status, text, { postgres: true, sqlite: true }],
    [uuid, text, { postgres: true, sqlite: true }],
    [text, uuid, { postgres: false, sqlite: true }],
    [text, json, { postgres: false, sqlite: true }],
    [text, integer, { postgres: false, sqlite: false }],
    [integer, text, { postgres: false, sqlite: false }],
    [integer, bigint, { postgres: true, sqlite: true }],
    [bigint, integer, { postgres: true, sqlite: true }],
    [integer, boolean, { postgres: false, sqlite: true }],
    [bigint, timestamp, { postgres: false, sqlite: true }],
    [real, cents, { postgres: true, sqlite: false }],
    [mills, cents, { postgres: true, sqlite: false }],
    [cents, mills, { postgres: false, sqlite: false }],
    [cents, long, { postgres: true, sqlite: false }],
    [texts, numbers, { postgres: false, sqlite: true }],
    [citext, text, { postgres: true, sqlite: true }],
  ];

describe.each(["postgres", "sqlite"] as const)("%s", (dialect) => {
  it.each(cases)("a column of %o for one of %o", (actual, wanted, expected) => {
    expect(ddlDialect(dialect).canHold(actual, wanted)).toBe(expected[dialect]);
  });
});
