/**
 * Freezes plain data with everything in it.
 *
 * @param value a tree of plain objects and arrays
 * @returns the same value, frozen
 */
export function freezeDeep<Value>(value: Value): Value {
  if (typeof value === "object" && value !== null && !Object.isFrozen(value)) {
    Object.freeze(value);
    for (const entry of Object.values(value)) freezeDeep(entry);
  }
  return value;
}
