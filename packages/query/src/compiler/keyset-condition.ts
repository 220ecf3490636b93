import type { KeysetNode } from "../ast/keyset-node.ts";
import type { DialectCodec } from "../dialects/column-codec.ts";
import { hasNullsBehind, type KeysetStep } from "./keyset-ranges.ts";
import { type Printing, printedColumn } from "./print-filter.ts";
import type { FilterScope, Scan } from "./scan-filter.ts";
import { columnOf } from "./table-view.ts";

/** From where on the keys can be compared as one row value: no nulls among them, and one direction. */
function rowValueStart<Codec extends DialectCodec>(steps: readonly KeysetStep<Codec>[]): number {
  const last = steps.at(-1);
  let start = steps.length;
  while (start > 0) {
    const step = steps[start - 1];
    if (step === undefined || step.column.field.nullable || step.value === null) break;
    if (step.sort.direction !== last?.sort.direction) break;
    start -= 1;
  }
  return start;
}

/**
 * Adds a position to a scan. Of a key before the row value, the value is compared twice: as the bound that an index can
 * start from, and as what tells the rows behind it from those at it.
 *
 * @param node the position
 * @param scope its names
 * @param scan what is added to
 */
export function scanKeyset<Codec extends DialectCodec>(node: KeysetNode, scope: FilterScope<Codec>, scan: Scan): void {
  const steps = node.keys.map((key) => ({ ...key, column: columnOf(scope.view, key.sort.field) }));
  const start = rowValueStart(steps);
  scan.shape += node.isInclusive ? "keyset=" : "keyset>";
  for (const [index, { sort, value, column }] of steps.entries()) {
    scan.shape += `${column.token}${sort.direction}${sort.nulls}${value === null ? "0" : "1"}`;
    if (value === null) continue;
    scan.parameters.push(value);
    if (index < start && index < steps.length - 1) scan.parameters.push(value);
  }
  scan.shape += ";";
}

/**
 * Prints a position: `(a, b) > (…)` where no nulls and one direction allow it. Otherwise, key by key, "at or after it,
 * and either after it or the same for the rest", which is the usual list of alternatives with a bound in front that an
 * index can start from.
 *
 * @param node the position
 * @param printing the statement
 * @returns a condition that can stand beside any other
 */
export function printKeyset<Codec extends DialectCodec>(node: KeysetNode, printing: Printing<Codec>): string {
  const steps = node.keys.map((key) => ({ ...key, column: printedColumn(printing, key.sort.field) }));
  return printSteps(steps, rowValueStart(steps), { printing, isInclusive: node.isInclusive });
}

interface Joining<Codec extends DialectCodec> {
  readonly printing: Printing<Codec>;
  readonly isInclusive: boolean;
}

function printSteps<Codec extends DialectCodec>(
  steps: readonly KeysetStep<Codec>[],
  start: number,
  joining: Joining<Codec>,
): string {
  const [first, ...rest] = steps;
  if (first === undefined) return joining.isInclusive ? "TRUE" : "FALSE";
  if (start <= 0) return printRowValue(steps, joining);
  const { printing, isInclusive } = joining;
  if (rest.length === 0) return (isInclusive ? atOrBehind(first, printing) : behind(first, printing)) ?? "TRUE";
  const bound = atOrBehind(first, printing);
  const after = behind(first, printing);
  const equal = printSteps(rest, start - 1, joining);
  const either = after === "FALSE" ? equal : `(${after} OR ${equal})`;
  return bound === undefined ? either : `(${bound} AND ${either})`;
}

function keyOf<Codec extends DialectCodec>({ column }: KeysetStep<Codec>, { dialect }: Printing<Codec>): string {
  return dialect.orderKey(column.field.type, column.sql);
}

function printRowValue<Codec extends DialectCodec>(
  steps: readonly KeysetStep<Codec>[],
  { printing, isInclusive }: Joining<Codec>,
): string {
  const keys = steps.map((step) => keyOf(step, printing));
  const places = steps.map(() => printing.place());
  const operator = `${steps[0]?.sort.direction === "desc" ? "<" : ">"}${isInclusive ? "=" : ""}`;
  return keys.length === 1
    ? `${keys.join("")} ${operator} ${places.join("")}`
    : `(${keys.join(", ")}) ${operator} (${places.join(", ")})`;
}

/** Which rows come after the value; `FALSE` for none. */
function behind<Codec extends DialectCodec>(step: KeysetStep<Codec>, printing: Printing<Codec>): string {
  const { column, sort, value } = step;
  if (value === null) return sort.nulls === "first" ? `${column.sql} IS NOT NULL` : "FALSE";
  const text = `${keyOf(step, printing)} ${sort.direction === "desc" ? "<" : ">"} ${printing.place()}`;
  return hasNullsBehind(step) ? `(${text} OR ${column.sql} IS NULL)` : text;
}

/** Which rows are at the value or after it; undefined for all. */
function atOrBehind<Codec extends DialectCodec>(
  step: KeysetStep<Codec>,
  printing: Printing<Codec>,
): string | undefined {
  const { column, sort, value } = step;
  if (value === null) return sort.nulls === "first" ? undefined : `${column.sql} IS NULL`;
  const text = `${keyOf(step, printing)} ${sort.direction === "desc" ? "<=" : ">="} ${printing.place()}`;
  return hasNullsBehind(step) ? `(${text} OR ${column.sql} IS NULL)` : text;
}
