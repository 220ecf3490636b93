import type { PlaceComparisonNode, PlaceOperand } from "../ast/place-comparison-node.ts";
import type { DialectCodec } from "../dialects/column-codec.ts";
import { operandText } from "../dialects/json/place-operand.ts";
import { type Printing, printedColumn } from "./print-filter.ts";
import type { FilterScope, Scan } from "./scan-filter.ts";
import { columnOf } from "./table-view.ts";

/**
 * Adds a comparison with places to a scan. The same writing binds and prints.
 *
 * @param node the comparison
 * @param scope its names
 * @param scan what is added to
 */
export function scanPlaceComparison<Codec extends DialectCodec>(
  { left, operator, right }: PlaceComparisonNode,
  scope: FilterScope<Codec>,
  scan: Scan,
): void {
  const writer = {
    parameter: (value: string | number | bigint | boolean | Uint8Array | null) => {
      scan.parameters.push(value);
      return "";
    },
    alias: () => "",
  };
  scan.shape += `place ${operator}`;
  for (const operand of [left, right]) {
    const column = operand.kind === "value" ? undefined : columnOf(scope.view, operand.field);
    scan.shape += `${operand.kind}${column?.token ?? ""}${operand.kind === "place" ? operand.path.length : ""};`;
    operandText(operand, column, scope.dialect.places, writer);
  }
}

/**
 * Prints a comparison with places.
 *
 * @param node the comparison
 * @param printing the statement
 * @param isNegated whether the opposite is meant
 * @returns a condition; never null
 */
export function printPlaceComparison<Codec extends DialectCodec>(
  { left, operator, right }: PlaceComparisonNode,
  printing: Printing<Codec>,
  isNegated: boolean,
): string {
  let count = 0;
  const writer = { parameter: () => printing.place(), alias: () => `p${++count}` };
  const written = (operand: PlaceOperand) => {
    const column = operand.kind === "value" ? undefined : printedColumn(printing, operand.field);
    return operandText(operand, column, printing.dialect.places, writer);
  };
  const row = (name: string) => `(${name}.r, ${name}.n, ${name}.t${operator === "eq" ? `, ${name}.d` : ""})`;
  const sign = operator === "eq" ? "=" : ">";
  const text = `(SELECT ${row("a")} ${sign} ${row("b")} FROM ${written(left)} AS a, ${written(right)} AS b)`;
  return isNegated ? `NOT ${text}` : text;
}
