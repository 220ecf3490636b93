import type { FilterPermission } from "./filter-allowance.ts";
import type { FilterLimits } from "./filter-limits.ts";
import { tooLarge } from "./filter-mistakes.ts";
import { type FilterPlace, pathOf } from "./filter-place.ts";

/** What one parse knows. */
export interface Parsing {
  readonly limits: FilterLimits;
  readonly permission: FilterPermission;
  /** Conditions and joints so far. */
  nodes: number;
}

/**
 * Counts a condition or a joint.
 *
 * @param parsing the parse
 * @param place where it stands
 * @throws QUERY.TOO_COMPLEX when the filter gets too large or too deep
 */
export function checkSize(parsing: Parsing, place: FilterPlace): void {
  parsing.nodes += 1;
  const { limits, nodes } = parsing;
  if (place.depth > limits.depth || nodes > limits.nodes) throw tooLarge(limits, place.depth, pathOf(place));
}
