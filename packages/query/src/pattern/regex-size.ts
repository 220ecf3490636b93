import type { RegexPart } from "./regex-part.ts";

/**
 * How large an expression is once its counts are written out: `(ab){3}` has six parts. Engines do write them out, so
 * nested counts would let a short expression take all memory there is.
 *
 * @param parts the expression, taken apart
 * @returns the number of parts
 */
export function regexSize(parts: readonly RegexPart[]): number {
  /** Sizes of the groups that are open, the whole expression first. */
  const open: number[] = [0];
  let last = 1;
  for (const part of parts) {
    const text = part.kind === "structure" ? part.text : "";
    if (text.startsWith("(")) {
      open.push(0);
      continue;
    }
    const repeated = text.startsWith("{") ? last * (mostRepeats(text) - 1) : undefined;
    last = text === ")" ? Math.max(1, open.pop() ?? 0) : sizeOf(part);
    open.push((open.pop() ?? 0) + (repeated ?? last));
  }
  return open[0] ?? 0;
}

/** Ranges that make a class as much work for an engine as one part more. */
const RANGES_OF_PART = 32;

/** Properties of Unicode are classes of hundreds of ranges. */
function sizeOf(part: RegexPart): number {
  return part.kind === "class" ? 1 + Math.floor(part.ranges.length / RANGES_OF_PART) : 1;
}

function mostRepeats(quantifier: string): number {
  const counts = quantifier.match(/\d+/g) ?? [];
  return Math.max(1, ...counts.map(Number));
}
