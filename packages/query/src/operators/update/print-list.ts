import type { ChangePrinting } from "./update-operator.ts";

/**
 * Prints a change of an array. The statement fails where something else is stored.
 *
 * @param current a name; NULL where the place is missing
 * @param printing the change
 * @param missing what a missing place becomes
 * @param body the new array; the name is that of the stored one
 * @returns the new value
 */
export function printList(
  current: string,
  { json, fail, name }: ChangePrinting,
  missing: "array" | "nothing",
  body: (array: string) => string,
): string {
  if (missing === "nothing") {
    return `CASE WHEN ${current} IS NULL THEN NULL WHEN ${json.isType(current, "array")} THEN ${body(current)} ELSE ${fail("an array", current)} END`;
  }
  const stored = `CASE WHEN ${current} IS NULL THEN ${json.emptyArray} WHEN ${json.isType(current, "array")} THEN ${current} ELSE ${fail("an array", current)} END`;
  return name(stored, body);
}
