import { valueAcceptor } from "@dataflow/query";
import type { AnyModelDefinition } from "../definition/model-definition.ts";
import { keyText } from "../operation/record-key.ts";

/**
 * Reads the key from the values of a row: gives what is equal for keys that are stored as the same, and for no others;
 * undefined when a part of the key is null, missing, or does not fit.
 */
export type ReadKey = (values: readonly unknown[]) => unknown;

/**
 * Makes what reads keys from rows that bring certain fields. Values that do not fit make no key: they are refused by name
 * when the row is checked.
 *
 * @param definition the model
 * @param keys the fields of the key
 * @param hasDefaults whether a field that is left out has the value that a new row would get
 * @returns takes the names of the fields, in the order of the values
 */
export function keyReader(
  definition: AnyModelDefinition,
  keys: readonly string[],
  hasDefaults: boolean,
): (names: readonly string[]) => ReadKey {
  const fields = keys
    .flatMap((name) => definition.fields.get(name) ?? [])
    .map(({ name, type, declaration }) => ({
      name,
      accept: valueAcceptor(type),
      fallback: hasDefaults && declaration.default?.kind === "value" ? declaration.default.value : undefined,
    }));
  return (names) => {
    const parts = fields.map(({ name, accept, fallback }): ReadKey => {
      const place = names.indexOf(name);
      return (values) => {
        const given = place < 0 ? fallback : values[place];
        return given === null ? undefined : accept(given);
      };
    });
    const [only, ...others] = parts;
    if (only === undefined || others.length > 0) return (values) => textOfParts(parts, values);
    return (values) => {
      const value = only(values);
      // One field's values are all of one kind: what is no object is as good as a text made of it.
      return typeof value === "object" ? keyText(value) : value;
    };
  };
}

function textOfParts(parts: readonly ReadKey[], values: readonly unknown[]): string | undefined {
  let texts = "";
  for (const part of parts) {
    const value = part(values);
    if (value === undefined) return undefined;
    texts += `${keyText(value)}\u0000`;
  }
  return texts;
}
