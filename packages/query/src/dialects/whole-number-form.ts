import type { WholeNumberNode, WholeNumberTest } from "../ast/whole-number-node.ts";
import type { DialectCodec } from "./column-codec.ts";
import { bitConditionText } from "./json/bit-condition.ts";
import { orNull } from "./predicate-text.ts";
import type { LeafForm } from "./query-dialect.ts";

const OPPOSITE = { allSet: "anyClear", anySet: "allClear", allClear: "anySet", anyClear: "allSet" } as const;

/**
 * The form of conditions on the digits of whole numbers.
 *
 * @param wide makes 64 bits of a number
 * @returns the form
 */
export function wholeNumberForm<Codec extends DialectCodec>(
  wide: (sql: string) => string,
): LeafForm<WholeNumberNode, Codec> {
  return {
    shape: ({ test }) => (test.kind === "bits" ? test.condition : test.kind),
    bind: ({ test }, _column, parameters) => {
      if (test.kind === "remainder") parameters.push(test.divisor, test.remainder);
      // One parameter for each time that the condition names the mask.
      else bitConditionText(test.condition, "", () => String(parameters.push(test.mask)));
    },
    print: ({ test }, column, place, isNegated) => {
      const condition = conditionText(test, wide(column.sql), { next: () => wide(place()), isNegated });
      return isNegated ? orNull(condition, column) : condition;
    },
  };
}

function conditionText(
  test: WholeNumberTest,
  number: string,
  { next, isNegated }: { readonly next: () => string; readonly isNegated: boolean },
): string {
  if (test.kind === "remainder") return `${number} % ${next()} ${isNegated ? "<>" : "="} ${next()}`;
  return bitConditionText(isNegated ? OPPOSITE[test.condition] : test.condition, number, next);
}
