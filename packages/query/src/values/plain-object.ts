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
