import type { ScalarColumnType } from "@dataflow/core";
import type { JsonValue } from "@dataflow/query";
import type { StandardSchemaV1 } from "@standard-schema/spec";
import type { ValueOf } from "../types/model-fields.ts";
import type { AnyField, Field, FieldTraits } from "./field.ts";
import { checkDecimal, checkElement, checkEnum, checkTextLength } from "./kind-rules.ts";
import { type PlainField, startField } from "./make-field.ts";

type ScalarKind = ScalarColumnType["kind"];

/** A field that can be an element of an array: a scalar of which nothing else was said. */
export type ElementField = Field<unknown, FieldTraits<ScalarKind, false, false, false>>;

/**
 * Text of any length, or of at most `length` characters (code points).
 *
 * @param length the most characters, 1 to 10,485,760
 * @returns a field whose value is a `string`
 * @throws MODEL.INVALID_FIELD a length that no column can have
 */
function text(length?: number): PlainField<string, "text"> {
  if (length === undefined) return startField({ kind: "text" });
  checkTextLength(length);
  return startField({ kind: "text", length });
}

/**
 * An exact decimal number.
 *
 * @param precision how many digits in all, 1 to 38
 * @param scale how many of them after the point, 0 to `precision`
 * @returns a field whose value is a `string`: `"250.00"`
 * @throws MODEL.INVALID_FIELD a precision or scale out of range
 */
function decimal(precision: number, scale: number): PlainField<string, "decimal"> {
  checkDecimal(precision, scale);
  return startField({ kind: "decimal", precision, scale });
}

/**
 * A JSON value.
 *
 * @param schema a Standard Schema that checks it and gives its type
 * @returns a field whose value has the type parameter, or the output of the schema
 */
function json<Value = JsonValue>(schema?: StandardSchemaV1<unknown, Value>): PlainField<Value, "json"> {
  return startField({ kind: "json" }, schema === undefined ? [] : [schema]);
}

/**
 * A list of scalars of one kind, without nulls.
 *
 * @param element a plain field of a scalar kind
 * @returns a field whose value is an array
 * @throws MODEL.INVALID_FIELD an element that is itself a list, JSON or bytes, or of which more than its kind was said
 */
function array<Element extends ElementField>(element: Element): PlainField<ValueOf<Element>[], "array"> {
  return startField({ kind: "array", element: checkElement(element) });
}

/**
 * One of a few texts.
 *
 * @param values the texts, at least one, no two the same
 * @returns a field whose value is one of them
 * @throws MODEL.INVALID_FIELD no values, two equal ones, or one that no database can hold
 */
function enumeration<const Values extends readonly [string, ...string[]]>(
  values: Values,
): PlainField<Values[number], "enum"> {
  checkEnum(values);
  return startField({ kind: "enum", values: [...values] });
}

/**
 * The kinds of fields. Each reads back as what was written, on both databases.
 *
 * @example
 * ```ts
 * import { defineModel, field } from "@dataflow/model";
 *
 * const Product = defineModel("Product", {
 *   sku: field.text(40).primaryKey(),
 *   price: field.decimal(12, 2),
 *   status: field.enum(["draft", "sold"]).default("draft"),
 *   tags: field.array(field.text()).default([]),
 *   details: field.json<{ colour: string }>().optional(),
 * });
 * ```
 */
export const field = Object.freeze({
  text,
  /** A whole number of 32 bits. */
  integer: (): PlainField<number, "integer"> => startField({ kind: "integer" }),
  /** A whole number of 64 bits, as a `bigint`. */
  bigint: (): PlainField<bigint, "bigint"> => startField({ kind: "bigint" }),
  /** A floating-point number of 64 bits; never NaN or infinite. */
  real: (): PlainField<number, "real"> => startField({ kind: "real" }),
  decimal,
  boolean: (): PlainField<boolean, "boolean"> => startField({ kind: "boolean" }),
  /** An instant to the millisecond, as a `Date`. */
  timestamp: (): PlainField<Date, "timestamp"> => startField({ kind: "timestamp" }),
  /** A day of the calendar: `"2001-01-14"`. */
  date: (): PlainField<string, "date"> => startField({ kind: "date" }),
  /** A time of day: `"21:58:00"`, with milliseconds when they are not zero. */
  time: (): PlainField<string, "time"> => startField({ kind: "time" }),
  /** A UUID in lower case. */
  uuid: (): PlainField<string, "uuid"> => startField({ kind: "uuid" }),
  json,
  array,
  enum: enumeration,
  /** Bytes, as a `Uint8Array`. */
  bytes: (): PlainField<Uint8Array, "bytes"> => startField({ kind: "bytes" }),
});

/**
 * Whether a value is a field made by {@link field}, by whichever copy of this package.
 *
 * @param value anything
 * @returns true for a field
 * @example
 * ```ts
 * import { field, isField } from "@dataflow/model";
 *
 * isField(field.text()); // true
 * isField("text"); // false
 * ```
 */
export function isField(value: unknown): value is AnyField {
  if (typeof value !== "object" || value === null || !Object.hasOwn(value, "declaration")) return false;
  return FIELD_METHODS.every((name) => typeof Reflect.get(value, name) === "function");
}

const FIELD_METHODS = ["optional", "unique", "primaryKey", "default", "references", "validate", "column", "index"];
