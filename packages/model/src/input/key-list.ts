import { anyOf, type FilterNode, isOneOf, type QueryField, valueAcceptor } from "@dataflow/query";
import type { ModelBinding } from "../model/model-binding.ts";
import { parseKey } from "./parse-key.ts";

/** Many keys, looked at. */
export interface KeyList {
  readonly length: number;
  /** Rows with one of the keys from one place to another. */
  readonly where: (start: number, end: number) => FilterNode;
}

/**
 * Reads many keys at once, for less than it takes to read each by itself.
 *
 * @param keys each as `recordId` takes it
 * @param binding the model
 * @param first the place of the first among all keys, for messages
 * @returns the keys
 * @throws MODEL.INVALID_PARAMETER for the first that is no key
 */
export function parseKeyList(keys: readonly unknown[], binding: ModelBinding, first = 0): KeyList {
  const [only, ...others] = binding.table.primaryKey;
  const { length } = keys;
  if (only === undefined || others.length > 0) {
    const conditions = keys.map((key, index) => parseKey(key, binding, `ids[${first + index}]`).where);
    return { length, where: (start, end) => anyOf(conditions.slice(start, end)) };
  }
  const field = binding.table.fields.get(only) as QueryField; // the primary key's fields are fields of the table
  const accept = valueAcceptor(field.type);
  const values: unknown[] = [];
  // By index: a hole is a key that is missing.
  for (let index = 0; index < length; index++) {
    const accepted = keys[index] === null ? undefined : accept(keys[index]);
    if (accepted === undefined) parseKey(keys[index], binding, `ids[${first + index}]`); // says what is wrong with it
    values.push(accepted);
  }
  return { length, where: (start, end) => isOneOf(only, values.slice(start, end)) };
}
