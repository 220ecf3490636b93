import type { ChangePrinting } from "./update-operator.ts";

/**
 * Prints whether one JSON value comes before another in MongoDB's order. Two documents or two arrays that differ have
 * no order here: the statement fails rather than keep the wrong one.
 *
 * @param left a name; NULL for a place that is missing
 * @param right a name
 * @param printing the change
 * @returns a condition
 */
export function printBefore(left: string, right: string, { json, failCondition }: ChangePrinting): string {
  const ranks = [json.rank(left), json.rank(right)] as const;
  const isContainer = `(${json.isType(left, "object")} OR ${json.isType(left, "array")})`;
  return (
    `CASE WHEN ${ranks[0]} <> ${ranks[1]} THEN ${ranks[0]} < ${ranks[1]}` +
    ` WHEN ${json.isType(left, "number")} THEN ${json.number(left)} < ${json.number(right)}` +
    ` WHEN ${json.isType(left, "string")} THEN ${json.text(left)} < ${json.text(right)}` +
    ` WHEN ${json.isType(left, "boolean")} THEN ${json.boolean(left)} < ${json.boolean(right)}` +
    ` WHEN ${isContainer} AND NOT ${json.same(left, right)} THEN ${failCondition("a value that has an order", left)}` +
    " ELSE FALSE END"
  );
}
