import type { KeysetKey } from "../ast/keyset-node.ts";
import type { DialectCodec } from "../dialects/column-codec.ts";
import type { Column } from "../dialects/query-dialect.ts";

/** A key of an order, where a position is in it, and the column that it is read from. */
export interface KeysetStep<Codec extends DialectCodec> extends KeysetKey {
  readonly column: Column<Codec>;
}

/**
 * One stretch of the rows after a position. Its first keys are those of the position; the key after them is behind the
 * position's, or is any value, or is null. So an index that has the order reads it from one end to the other.
 */
export interface KeysetRange {
  /** How many keys are as they are at the position. */
  readonly fixed: number;
  readonly kind: "behind" | "values" | "nulls";
  /** The key up to which the keys from `fixed` on are compared as one row value; only of "behind". */
  readonly end: number;
  /** Whether the position itself belongs to it. */
  readonly isInclusive: boolean;
}

/**
 * Nulls that are somewhere behind a value need a word; nulls before it fall out of every comparison by themselves.
 *
 * @param step the key
 * @returns whether there can be such nulls
 */
export function hasNullsBehind<Codec extends DialectCodec>({ sort, column }: KeysetStep<Codec>): boolean {
  return column.field.nullable && sort.nulls === "last";
}

/**
 * Cuts the rows after a position into ranges, nearest first: all keys but the last the same, all but the last two, and so
 * on. Keys that go one way are compared together, as one row value.
 *
 * @param steps the keys
 * @param isInclusive whether a row at the position itself is meant too
 * @returns the ranges, in the order of their rows; no row is in two of them
 */
export function keysetRanges<Codec extends DialectCodec>(
  steps: readonly KeysetStep<Codec>[],
  isInclusive: boolean,
): readonly KeysetRange[] {
  const ranges: KeysetRange[] = [];
  for (let end = steps.length; end > 0; ) {
    const isNearest = end === steps.length;
    const fixed = rowValueStart(steps, end);
    ranges.push(...rangesAt(steps, { fixed, kind: "behind", end, isInclusive: isInclusive && isNearest }));
    end = fixed;
  }
  return ranges;
}

function rangesAt<Codec extends DialectCodec>(
  steps: readonly KeysetStep<Codec>[],
  behind: KeysetRange,
): readonly KeysetRange[] {
  const step = steps[behind.fixed];
  const nulls: KeysetRange = { ...behind, kind: "nulls" };
  if (step === undefined) return [];
  if (step.value !== null) return hasNullsBehind(step) ? [behind, { ...nulls, isInclusive: false }] : [behind];
  const atNulls = behind.isInclusive ? [nulls] : [];
  return step.sort.nulls === "first" ? [...atNulls, { ...behind, kind: "values", isInclusive: false }] : atNulls;
}

/**
 * From where on the keys before `end` can be compared as one row value. The first of them decides alone wherever it is
 * not the position's, so that only the others must have no nulls behind.
 */
function rowValueStart<Codec extends DialectCodec>(steps: readonly KeysetStep<Codec>[], end: number): number {
  let start = end - 1;
  while (start > 0) {
    const [before, step] = [steps[start - 1], steps[start]];
    if (before === undefined || step === undefined || before.value === null || step.value === null) break;
    if (before.sort.direction !== step.sort.direction || hasNullsBehind(step)) break;
    start -= 1;
  }
  return start;
}
