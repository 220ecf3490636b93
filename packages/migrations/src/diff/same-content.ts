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
  return !Array.isArray(right) && isRecord(left) && isRecord(right) && hasSameFields(left, right);
}

type Fields = Readonly<Record<string, unknown>>;

/** What is neither a list nor null has fields by name. */
function isRecord(value: object): value is Fields {
  return !Array.isArray(value);
}

function hasSameFields(left: Fields, right: Fields): boolean {
  let missing = 0;
  // Both are plain data without a prototype's names. This loop runs for every object of a catalog, so it makes no lists.
  for (const name in left) {
    const value = left[name];
    if (value === undefined) continue;
    missing += 1;
    if (!Object.hasOwn(right, name) || !isSameContent(value, right[name])) return false;
  }
  // A field that is undefined is as good as absent.
  for (const name in right) if (right[name] !== undefined) missing -= 1;
  return missing === 0;
}
