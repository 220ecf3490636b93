/**
 * Freezes a plain value with everything in it. Objects with state of their own (`Date`, `Uint8Array`) stay as they are.
 *
 * @param value the value, not seen by anyone else yet
 * @returns the same value
 */
export function freezeDeeply<Value>(value: Value): Value {
  if (typeof value !== "object" || value === null || Object.isFrozen(value)) return value;
  if (!Array.isArray(value) && Object.getPrototypeOf(value) !== Object.prototype) return value;
  Object.freeze(value);
  for (const part of Object.values(value)) freezeDeeply(part);
  return value;
}
