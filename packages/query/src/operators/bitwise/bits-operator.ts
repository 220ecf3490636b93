import type { BitCondition } from "../../ast/json-path-node.ts";
import { invalidValue } from "../../parser/filter-error.ts";
import { type OperatorDefinition, WHOLE_KINDS } from "../operator-definition.ts";
import { wholeNumberTest } from "../whole-number-test.ts";

/**
 * An operator on the bits of whole numbers.
 *
 * @param condition which bits it asks for
 * @returns the operator
 */
export function bitsOperator(condition: BitCondition): OperatorDefinition {
  return {
    kinds: WHOLE_KINDS,
    parse: (operand, use) => wholeNumberTest(use, { kind: "bits", condition, mask: maskOf(operand, use.path) }),
  };
}

/** A mask as a number, or the positions of its bits. Bits beyond the 63rd of a number are all as its sign says. */
function maskOf(operand: unknown, path: string): bigint {
  if (typeof operand === "number" && Number.isSafeInteger(operand) && operand >= 0) return BigInt(operand);
  if (typeof operand === "bigint" && operand >= 0n && operand < 2n ** 63n) return operand;
  if (!Array.isArray(operand)) {
    throw invalidValue(path, "must be a mask or a list of positions", "pass a whole number from 0 on, or [0, 3]");
  }
  const positions: readonly unknown[] = operand;
  let mask = 0n;
  for (const position of positions) {
    if (typeof position !== "number" || !Number.isInteger(position) || position < 0) {
      throw invalidValue(path, "has a position that is not a whole number from 0 on", "pass positions such as [0, 3]");
    }
    mask |= 1n << BigInt(Math.min(position, 63));
  }
  return BigInt.asIntN(64, mask);
}
