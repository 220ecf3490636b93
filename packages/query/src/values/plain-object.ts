/**
 * Whether a value is an object literal: no array, no class's instance, no Date.
 *
 * @param value anything
 * @returns true for an object whose prototype is `Object.prototype` or null
 */
export function isPlainObject(value: unknown): value is Readonly<Record<string, unknown>> {
  if (typeof value !== "object" || value === null) return false;
  const prototype: unknown = Object.getPrototypeOf(value);
  return prototype === Object.prototype || prototype === null;
}
