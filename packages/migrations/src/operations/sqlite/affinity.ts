/** How SQLite converts what is stored in a column, by the words of its declared type; see "Determination Of Column Affinity". */
export function affinity(type: string): "integer" | "text" | "blob" | "real" | "numeric" {
  const words = type.toUpperCase();
  if (words.includes("INT")) return "integer";
  if (/CHAR|CLOB|TEXT/.test(words)) return "text";
  if (words === "" || words.includes("BLOB")) return "blob";
  return /REAL|FLOA|DOUB/.test(words) ? "real" : "numeric";
}

/** The declared length or precision, which SQLite keeps no value to, but others that read the type do. */
function modifiers(type: string): readonly number[] {
  return /\((?<list>[\d\s,]+)\)/.exec(type)?.groups?.list?.split(",").map(Number) ?? [];
}

/**
 * Whether every value of one declared type is kept as it is by another.
 *
 * @param from the type there is
 * @param to the type wanted
 * @returns true when nothing can be converted to another value
 */
export function isWidening(from: string, to: string): boolean {
  if (from === to) return true;
  const [old, wanted] = [affinity(from), affinity(to)];
  if (wanted === "blob") return true;
  if (old !== wanted) return old === "integer" && wanted === "numeric" && !/DATE|TIME|BOOL/i.test(from + to);
  // The same affinity under another name may still mean another thing to whoever reads it.
  if (from.replace(/\(.*\)/, "").trim() !== to.replace(/\(.*\)/, "").trim())
    return (old === "text" && modifiers(to).length === 0) || isWiderInteger(from, to);
  const [[before = Number.POSITIVE_INFINITY, scale = 0], [after = Number.POSITIVE_INFINITY, finer = 0]] = [
    modifiers(from),
    modifiers(to),
  ];
  // A decimal is stored scaled: another scale is another number.
  return after >= before && scale === finer;
}

/** Integers by how many bits their names stand for elsewhere; SQLite itself keeps 64 of each. */
const INTEGERS: ReadonlyMap<string, number> = new Map([
  ["TINYINT", 8],
  ["SMALLINT", 16],
  ["INT", 32],
  ["INTEGER", 32],
  ["BIGINT", 64],
]);

function isWiderInteger(from: string, to: string): boolean {
  const [before, after] = [INTEGERS.get(from.toUpperCase()), INTEGERS.get(to.toUpperCase())];
  return before !== undefined && after !== undefined && after >= before;
}

/** Whether a column takes anything as it is in a strict table, and turns texts into numbers where it can in any other. */
export function isAny(type: string): boolean {
  return type.toUpperCase() === "ANY";
}
