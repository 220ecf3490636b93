/**
 * Freezes plain data with everything in it.
 *
 * @param value a tree of plain objects and arrays
 * @returns the same value, frozen
 */
export function freezeDeep<Value>(value: Value): Value {
  if (typeof value === "object" && value !== null && !Object.isFrozen(value)) freezeTree(value);
  return value;
}

/** Most of a tree are texts, so they are told apart before the call. */
function freezeTree(value: object): void {
  Object.freeze(value);
  // Plain data inherit no key that could be enumerated.
  if (!Array.isArray(value)) for (const key in value) freezeEntry(Reflect.get(value, key));
  else for (let index = 0; index < value.length; index++) freezeEntry(value[index]);
}

function freezeEntry(entry: unknown): void {
  if (typeof entry === "object" && entry !== null && !Object.isFrozen(entry)) freezeTree(entry);
}
