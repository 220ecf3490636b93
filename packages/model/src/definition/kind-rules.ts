import { type DataFlowError, isPlainObject, type ScalarColumnType } from "@dataflow/core";
import { modelErrors } from "../errors/model-errors.ts";
import type { AnyField } from "./field.ts";

/** The longest text that every database can limit in a declaration. */
const MAX_TEXT_LENGTH = 10_485_760;

/** The most digits that both databases keep exactly. */
const MAX_PRECISION = 38;

/**
 * Refuses a length that no text column can have.
 *
 * @param length the most characters
 * @throws MODEL.INVALID_FIELD when it is not a whole number from 1 to 10,485,760
 */
export function checkTextLength(length: number): void {
  if (isWholeNumber(length, 1, MAX_TEXT_LENGTH)) return;
  throw invalidField("field.text(length): the length is out of range", {
    why: `a text column can be limited to 1 to ${MAX_TEXT_LENGTH} characters`,
    fix: "give a whole number in that range, or none for text of any length",
  });
}

/**
 * Refuses a precision or scale that cannot be kept exactly.
 *
 * @param precision digits in all
 * @param scale digits after the point
 * @throws MODEL.INVALID_FIELD when either is out of range
 */
export function checkDecimal(precision: number, scale: number): void {
  if (!isWholeNumber(precision, 1, MAX_PRECISION)) {
    throw invalidField("field.decimal(precision, scale): the precision is out of range", {
      why: `decimals are exact up to ${MAX_PRECISION} digits on every database`,
      fix: `give a whole number from 1 to ${MAX_PRECISION}: field.decimal(12, 2)`,
    });
  }
  if (isWholeNumber(scale, 0, precision)) return;
  throw invalidField("field.decimal(precision, scale): the scale is out of range", {
    why: "the scale is how many of the digits stand after the point, so it lies between 0 and the precision",
    fix: `give a whole number from 0 to ${precision}: field.decimal(${precision}, ${Math.min(2, precision)})`,
  });
}

/**
 * Refuses values that cannot make an enum.
 *
 * @param values the texts
 * @throws MODEL.INVALID_FIELD when there are none, two are equal, or one is not a text that a database can hold
 */
export function checkEnum(values: readonly unknown[]): void {
  const problem = enumProblem(values);
  if (problem === undefined) return;
  throw invalidField(`field.enum([…]): ${problem}`, {
    why: "an enum is a closed list of different texts",
    fix: 'list the texts once each: field.enum(["pending", "paid"])',
  });
}

function enumProblem(values: readonly unknown[]): string | undefined {
  if (!Array.isArray(values)) return "the values are not a list";
  if (values.length === 0) return "there are no values";
  const seen = new Set<unknown>();
  for (const [position, value] of values.entries()) {
    if (typeof value !== "string") return `the value at position ${position} is not a text`;
    if (!value.isWellFormed() || value.includes("\0")) return `the value at position ${position} cannot be stored`;
    if (seen.has(value)) return `"${value}" is listed twice`;
    seen.add(value);
  }
  return undefined;
}

/**
 * The type of an array's elements.
 *
 * @param element the field that describes an element
 * @returns its type
 * @throws MODEL.INVALID_FIELD when it is not a scalar, or when more than its kind was said
 */
export function checkElement(element: AnyField): ScalarColumnType {
  if (!isPlainObject(element?.declaration)) {
    throw invalidField("field.array(…): its element is not a field", {
      why: "an array holds scalars of one kind",
      fix: "say which: field.array(field.text())",
    });
  }
  const { type, ...rest } = element.declaration;
  if (type.kind === "array" || type.kind === "json" || type.kind === "bytes" || type.kind === "unknown") {
    throw invalidField(`field.array(…): an element cannot be of kind ${type.kind}`, {
      why: "an array holds scalars of one kind",
      fix: "use field.json() for lists of lists, objects or bytes",
    });
  }
  const { isOptional, isUnique, isPrimaryKey, isIndexed, validators, columnName } = rest;
  const saysMore = isOptional || isUnique || isPrimaryKey || isIndexed || validators.length > 0;
  if (!saysMore && columnName === undefined && rest.default === undefined && rest.references === undefined) return type;
  throw invalidField("field.array(…): the element says more than its kind", {
    why: "an element has no column of its own: it cannot be optional, unique, a key, a reference, or have a default",
    fix: "describe the element by its kind alone, and say the rest of the array: field.array(field.text()).optional()",
  });
}

function isWholeNumber(value: number, least: number, most: number): boolean {
  return Number.isInteger(value) && value >= least && value <= most;
}

function invalidField(message: string, rest: { readonly why: string; readonly fix: string }): DataFlowError {
  return modelErrors.create("INVALID_FIELD", { message, ...rest });
}
