import type { Column } from "@dataflow/core";
import type { ColumnDefinition } from "../catalog/object-definitions.ts";
import { canonicalJson } from "../snapshot/canonical-json.ts";

/** A column as it is and as it is wanted, each in both vocabularies. */
export interface ColumnSides {
  readonly actual: ColumnDefinition;
  readonly ideal: ColumnDefinition;
  readonly meaning: Column;
  readonly wanted: Column;
  /** What the model declared when it was last applied. */
  readonly previous?: Column;
}

/**
 * The definition that a column shall have. What already means what the model says stays word for word: it is the
 * server's own text, and the model has no better one.
 *
 * @param sides the column as it is and as it is wanted
 * @returns the definition
 */
export function desiredColumn(sides: ColumnSides): ColumnDefinition {
  return { ...typePart(sides), ...nullPart(sides), ...fillPart(sides) };
}

function typePart({ actual, ideal, meaning, wanted, previous }: ColumnSides): Pick<ColumnDefinition, "type"> {
  const { notNull: _n, notNullConstraint: _c, default: _d, identity: _i, generated: _g, ...kept } = actual;
  if (isEqual(meaning.type, wanted.type) || ideal.type === actual.type) return kept;
  // A type that no kind covers was somebody's choice; only a model that changes its mind takes it back.
  const isForeign = meaning.type.kind === "unknown" && (previous === undefined || isEqual(previous.type, wanted.type));
  if (isForeign) return kept;
  return { type: ideal.type, ...(ideal.collation !== undefined && { collation: ideal.collation }) };
}

function nullPart({ actual, ideal, meaning, wanted }: ColumnSides): Pick<ColumnDefinition, "notNull"> {
  if (meaning.nullable !== wanted.nullable) return { notNull: ideal.notNull };
  const { notNull, notNullConstraint } = actual;
  return { notNull, ...(notNullConstraint !== undefined && { notNullConstraint }) };
}

function fillPart(sides: ColumnSides): Pick<ColumnDefinition, "default" | "identity" | "generated"> {
  const { actual, ideal, meaning, wanted, previous } = sides;
  const { default: value, identity, generated } = actual;
  const kept = {
    ...(value !== undefined && { default: value }),
    ...(identity !== undefined && { identity }),
    ...(generated !== undefined && { generated }),
  };
  if (isSameDefault(meaning, wanted)) return kept;
  // A default that no model ever declared is the database's own business.
  if (wanted.default === undefined && previous?.default === undefined) return kept;
  return {
    ...(ideal.default !== undefined && { default: ideal.default }),
    ...(ideal.identity !== undefined && { identity: ideal.identity }),
  };
}

/** Documents and lists are the same whatever blanks and order of keys they are written with. */
function isSameDefault(meaning: Column, wanted: Column): boolean {
  const [left, right] = [meaning.default, wanted.default];
  if (isEqual(left, right)) return true;
  if (left?.kind !== "literal" || right?.kind !== "literal") return false;
  if (wanted.type.kind !== "json" && wanted.type.kind !== "array") return false;
  return typeof left.value === "string" && typeof right.value === "string" && isSameJson(left.value, right.value);
}

function isSameJson(left: string, right: string): boolean {
  try {
    return isEqual(JSON.parse(left), JSON.parse(right));
  } catch {
    return false;
  }
}

function isEqual(left: unknown, right: unknown): boolean {
  return canonicalJson(left) === canonicalJson(right);
}
