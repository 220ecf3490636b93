/** What a column does to values, by the words of its type, in the order in which the database looks for them. */
const AFFINITIES: readonly (readonly [RegExp, Affinity])[] = [
  [/INT/i, "INTEGER"],
  [/CHAR|CLOB|TEXT/i, "TEXT"],
  [/BLOB|^$/i, "BLOB"],
  [/REAL|FLOA|DOUB/i, "REAL"],
];

type Affinity = "INTEGER" | "TEXT" | "BLOB" | "REAL" | "NUMERIC";

/**
 * A condition: a value would not be the same any more in a column of another type. A column converts only what it can
 * without loss as it sees it, where a cast takes whatever it gets: '007' becomes 7, 'abc' stays.
 *
 * @param quoted the quoted column
 * @param newType the new type
 * @returns the condition
 */
export function alteredValue(quoted: string, newType: string): string {
  const affinity = AFFINITIES.find(([words]) => words.test(newType))?.[1] ?? "NUMERIC";
  if (affinity === "BLOB") return "0";
  if (affinity === "TEXT") {
    return `typeof(${quoted}) IN ('integer', 'real') AND CAST(CAST(${quoted} AS TEXT) AS NUMERIC) IS NOT +${quoted}`;
  }
  // A bare value is compared as a number when it can be one.
  const isNumber = `typeof(${quoted}) = 'text' AND +${quoted} = CAST(${quoted} AS NUMERIC)`;
  const ofText = `(${isNumber} AND CAST(CAST(${quoted} AS ${affinity}) AS TEXT) IS NOT CAST(${quoted} AS TEXT))`;
  if (affinity !== "REAL") return ofText;
  return `${ofText} OR (typeof(${quoted}) = 'integer' AND CAST(CAST(${quoted} AS REAL) AS INTEGER) IS NOT +${quoted})`;
}
