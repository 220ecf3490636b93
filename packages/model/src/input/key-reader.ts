import type { NodeValues } from "@dataflow/core";
import { valueAcceptor } from "@dataflow/query";
import type { AnyModelDefinition } from "../definition/model-definition.ts";
import { keyText } from "../operation/record-key.ts";

/** The key of a row of the input. */
export interface RowKey {
  /** Equal for keys that are stored as the same, and for no others. */
  readonly identity: unknown;
  /** The values as they are stored, in the order of the key's fields. */
  readonly values: readonly unknown[];
}

/**
 * Makes what reads a key from rows. Values that do not fit make no key: they are refused by name when the row is
 * checked.
 *
 * @param definition the model
 * @param keys the fields of the key
 * @param hasDefaults whether a field that is left out has the value that a new row would get
 * @returns gives undefined for a row whose key has a part that is null, missing, or does not fit
 */
export function keyReader(
  definition: AnyModelDefinition,
  keys: readonly string[],
  hasDefaults: boolean,
): (row: NodeValues) => RowKey | undefined {
  const fields = keys
    .flatMap((name) => definition.fields.get(name) ?? [])
    .map(({ name, type, declaration }) => ({
      name,
      accept: valueAcceptor(type),
      fallback: hasDefaults && declaration.default?.kind === "value" ? declaration.default.value : undefined,
    }));
  const [only, ...others] = fields;
  const isSingle = only !== undefined && others.length === 0;
  return (row) => {
    const values: unknown[] = [];
    for (const { name, accept, fallback } of fields) {
      const given = Object.hasOwn(row, name) ? row[name] : fallback;
      const accepted = given === null ? undefined : accept(given);
      if (accepted === undefined) return undefined;
      values.push(accepted);
    }
    const [first] = values;
    // One field's values are all of one kind: what is no object is as good as a text made of it.
    const isPlain = isSingle && typeof first !== "object";
    return { identity: isPlain ? first : values.map(keyText).join("\u0000"), values };
  };
}
