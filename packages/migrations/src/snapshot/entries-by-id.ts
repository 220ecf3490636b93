import type { ObjectId } from "../catalog/object-id.ts";

/**
 * The entries of a record by identity, with their identities as such.
 *
 * @param record something by object
 * @returns its entries
 */
export function entriesById<Value>(record: Readonly<Record<ObjectId, Value>>): readonly (readonly [ObjectId, Value])[] {
  // Keys of a record are texts to the compiler; of this one they are what its type says.
  return Object.entries(record) as [ObjectId, Value][];
}
