import type { ColumnType, DialectName } from "@dataflow/core";
import { checkValue, columnCodec, normaliseValue, type SqlParameter } from "@dataflow/query";
import type { ModelField } from "../definition/model-field.ts";
import { modelErrors } from "../errors/model-errors.ts";

/** How the values of a drizzle column travel. Null passes by. */
export interface ColumnMapping {
  readonly toDriver: (value: unknown) => SqlParameter;
  readonly fromDriver: (raw: unknown) => unknown;
}

/**
 * How the values of a field travel through drizzle: as they do through the model, so that both read what either wrote.
 *
 * @param model the model's name, for messages
 * @param field the field
 * @param dialect the database
 * @returns functions for drizzle's custom column
 */
export function columnMapping(model: string, field: ModelField, dialect: DialectName): ColumnMapping {
  const { type } = field;
  const place = `${model}.${field.name}`;
  const codec = columnCodec(dialect, type, place);
  return {
    toDriver: (value) => {
      const problem = checkValue(type, value);
      if (problem !== undefined) throw invalidValue(place, problem, type);
      return codec.encode(normaliseValue(type, value));
    },
    fromDriver: (raw) => {
      if (Buffer.isBuffer(raw)) return new Uint8Array(raw.buffer, raw.byteOffset, raw.byteLength);
      if (isDecoded(type, raw)) return normaliseValue(type, raw);
      if (typeof raw === "number" && !Number.isSafeInteger(raw) && isExact(type)) throw inexactValue(place);
      return codec.decode(raw);
    },
  };
}

/**
 * A driver of the application's own may have read the value already. A text is never taken for a value that was read:
 * all that this package's connections give may be one.
 */
function isDecoded(type: ColumnType, raw: unknown): boolean {
  return typeof raw !== "string" && checkValue(type, raw) === undefined;
}

function isExact(type: ColumnType): boolean {
  return type.kind === "bigint" || type.kind === "decimal";
}

function invalidValue(place: string, problem: string, type: ColumnType): Error {
  return modelErrors.create("INVALID_INPUT", {
    message: `${place} ${problem}`,
    why: "a drizzle table of a model stores what the model stores",
    fix: `give a value of kind ${type.kind}`,
  });
}

function inexactValue(place: string): Error {
  return modelErrors.create("INEXACT_VALUE", {
    message: `${place}: the driver gave a number beyond 2^53`,
    why: "a number of that size has already lost its last digits, and drizzle selects the column as it is",
    fix: "read the row through the model, or select the column as text",
  });
}
