import type { ColumnKind, ColumnType } from "@dataflow/core";
import type { AnyTraits, Field, FieldTraits } from "./field.ts";
import type { FieldDeclaration, FieldDefault } from "./field-declaration.ts";
import { freezeDeeply } from "./freeze-deeply.ts";

/** A field of which nothing but its kind was said. */
export type PlainField<Value, Kind extends ColumnKind> = Field<Value, FieldTraits<Kind, false, false, false>>;

/**
 * Starts a field of a kind.
 *
 * @param type what its column holds
 * @param validators what else is checked
 * @returns the field, required and without a default
 */
export function startField<Value, Kind extends ColumnKind>(
  type: ColumnType & { readonly kind: Kind },
  validators: FieldDeclaration<Value>["validators"] = [],
): PlainField<Value, Kind> {
  return makeField({
    type: freezeDeeply(type),
    isOptional: false,
    isUnique: false,
    isPrimaryKey: false,
    isIndexed: false,
    validators: Object.freeze([...validators]),
  });
}

/**
 * Makes the field of a declaration.
 *
 * @param given all that is said about it
 * @returns the field
 */
export function makeField<Value, Traits extends AnyTraits>(given: FieldDeclaration<Value>): Field<Value, Traits> {
  const declaration = Object.freeze(given);
  const made: Omit<Field<Value, Traits>, "~types"> = {
    declaration,
    optional: () => makeField({ ...declaration, isOptional: true }),
    unique: () => makeField({ ...declaration, isUnique: true }),
    primaryKey: () => makeField({ ...declaration, isPrimaryKey: true }),
    default: (value) => makeField({ ...declaration, default: defaultOf(value) }),
    references: (target, options) => makeField({ ...declaration, references: Object.freeze({ ...options, target }) }),
    validate: (schema) => makeField({ ...declaration, validators: Object.freeze([...declaration.validators, schema]) }),
    column: (columnName) => makeField({ ...declaration, columnName }),
    renamedFrom: (renamedFrom) => makeField({ ...declaration, renamedFrom }),
    index: () => makeField({ ...declaration, isIndexed: true }),
  };
  return Object.freeze(made) as Field<Value, Traits>; // "~types" is for the compiler alone: there is no such property
}

function defaultOf<Value>(given: Value | (() => Value)): FieldDefault<Value> {
  if (typeof given === "function") {
    const create = given as () => Value; // no kind has functions for values, so it is the other arm
    return Object.freeze({ kind: "function", create });
  }
  return Object.freeze({ kind: "value", value: ownCopy(given) });
}

/** The default must not change when the object it was given as does. */
function ownCopy<Value>(value: Value): Value {
  try {
    return freezeDeeply(structuredClone(value));
  } catch {
    // What cannot be copied is no value of any kind; the definition refuses it where it can name the field.
    return value;
  }
}
