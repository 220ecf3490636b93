import { invalidFilter, invalidValue } from "../../parser/filter-error.ts";
import { type OperatorDefinition, WHOLE_KINDS } from "../operator-definition.ts";
import { wholeNumberTest } from "../whole-number-test.ts";

/** `{ "j.n": { $mod: [4, 0] } }`: numbers whose remainder by the first is the second, fractions cut off. */
export const modOperator: OperatorDefinition = {
  kinds: WHOLE_KINDS,
  parse: (operand, use) => {
    if (!Array.isArray(operand) || operand.length !== 2) {
      throw invalidFilter(use.path, "must be a list of two numbers", "write $mod: [divisor, remainder]");
    }
    const [first, second]: readonly unknown[] = operand;
    const divisor = wholeOperand(first, `${use.path}.0`);
    if (divisor === 0n) throw invalidValue(`${use.path}.0`, "is zero", "divide by another number");
    return wholeNumberTest(use, { kind: "remainder", divisor, remainder: wholeOperand(second, `${use.path}.1`) });
  },
};

/** Whole numbers up to here are exact. */
function wholeOperand(value: unknown, path: string): bigint {
  const whole = typeof value === "number" ? Math.trunc(value) : value;
  if (typeof whole === "number" && Number.isSafeInteger(whole)) return BigInt(whole);
  if (typeof whole === "bigint" && whole === BigInt.asIntN(64, whole)) return whole;
  throw invalidValue(path, "must be a finite number of 64 bits", "pass a number");
}
