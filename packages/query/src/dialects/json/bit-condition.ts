import type { BitCondition } from "../../ast/json-path-node.ts";

/**
 * The condition on the bits of a whole number.
 *
 * @param condition which bits are asked for
 * @param number the SQL of the number, 64 bits wide
 * @param mask gives the placeholder of the mask, each time it is needed
 * @returns the condition
 */
export function bitConditionText(condition: BitCondition, number: string, mask: () => string): string {
  const masked = `(${number} & ${mask()})`;
  switch (condition) {
    case "allSet":
      return `${masked} = ${mask()}`;
    case "anySet":
      return `${masked} <> 0`;
    case "allClear":
      return `${masked} = 0`;
    case "anyClear":
      return `${masked} <> ${mask()}`;
  }
}
