/**
 * Whether two pieces of plain data say the same: much faster than comparing their hashes, which have to be made first.
 *
 * @param left plain data: texts, numbers, booleans, lists and records of such
 * @param right the same
 * @returns true when they would be the same as canonical JSON
 */
export function isSameContent(left: unknown, right: unknown): boolean {
  if (left === right) return true;
  if (typeof left !== "object" || typeof right !== "object" || left === null || right === null) return false;
  if (Array.isArray(left)) {
    if (!Array.isArray(right) || left.length !== right.length) return false;
    return left.every((item, index) => isSameContent(item, right[index]));
  }
  if (Array.isArray(right)) return false;
  return hasSameFields(left, right) && countFields(left) === countFields(right);
}

function hasSameFields(left: object, right: object): boolean {
  const others: Readonly<Record<string, unknown>> = { ...right };
  for (const [name, value] of Object.entries(left))
    if (value !== undefined && !(Object.hasOwn(others, name) && isSameContent(value, others[name]))) return false;
  return true;
}

/** A field that is undefined is as good as absent. */
function countFields(record: object): number {
  return Object.values(record).filter((value) => value !== undefined).length;
}
