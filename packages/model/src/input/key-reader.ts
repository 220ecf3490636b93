import type { NodeValues } from "@dataflow/core";
import { valueAcceptor } from "@dataflow/query";
import type { AnyModelDefinition } from "../definition/model-definition.ts";
import { keyText } from "../operation/record-key.ts";

/**
 * Makes what reads a key from rows. Values that do not fit make no key: they are refused by name when the row is
 * checked.
 *
 * @param definition the model
 * @param keys the fields of the key
 * @param hasDefaults whether a field that is left out has the value that a new row would get
 * @returns gives what is equal for keys that are stored as the same, and for no others; undefined for a row whose key has
 * a part that is null, missing, or does not fit
 */
export function keyReader(
  definition: AnyModelDefinition,
  keys: readonly string[],
  hasDefaults: boolean,
): (row: NodeValues) => unknown {
  const fields = keys
    .flatMap((name) => definition.fields.get(name) ?? [])
    .map(({ name, type, declaration }) => ({
      name,
      accept: valueAcceptor(type),
      fallback: hasDefaults && declaration.default?.kind === "value" ? declaration.default.value : undefined,
    }));
  const [only, ...others] = fields;
  if (only !== undefined && others.length === 0) {
    // One field's values are all of one kind: what is no object is as good as a text made of it.
    return (row) => {
      const value = acceptedValue(row, only);
      return typeof value === "object" ? keyText(value) : value;
    };
  }
  return (row) => {
    let texts = "";
    for (const field of fields) {
      const value = acceptedValue(row, field);
      if (value === undefined) return undefined;
      texts += `${keyText(value)}\u0000`;
    }
    return texts;
  };
}

interface KeyField {
  readonly name: string;
  readonly accept: (value: unknown) => unknown;
  readonly fallback: unknown;
}

function acceptedValue(row: NodeValues, { name, accept, fallback }: KeyField): unknown {
  const given = Object.hasOwn(row, name) ? row[name] : fallback;
  return given === null ? undefined : accept(given);
}
