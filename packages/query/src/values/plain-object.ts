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

/**
 * The keys of an object, for a loop over all of them. A loop with `in` reads values several times as fast as one over a
 * list of names, but gives inherited keys too; those that are asked for here are own ones.
 *
 * @param object the object
 * @returns the object itself where `in` gives its own keys only; otherwise one that has nothing but them
 */
export function withOwnKeys(object: Readonly<Record<string, unknown>>): Readonly<Record<string, unknown>> {
  let count = 0;
  for (const _ in object) count += 1;
  return count === Object.keys(object).length ? object : Object.assign(Object.create(null), object);
}
