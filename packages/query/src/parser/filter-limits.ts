/** How large a filter may be. Filters come from outside; a limit refuses what would only cost time. */
export interface FilterLimits {
  /** Levels of nesting. Default 16. */
  readonly depth: number;
  /** Conditions and joints in all. Default 1,000. */
  readonly nodes: number;
  /** Values of one `$in` or `$nin`. Default 100,000. */
  readonly listLength: number;
  /** Characters of one pattern. Default 1,000. */
  readonly patternLength: number;
  /** Relations that follow one another. Default 4. */
  readonly relationHops: number;
}

/** The limits that hold unless others are given. */
export const DEFAULT_FILTER_LIMITS: FilterLimits = Object.freeze({
  depth: 16,
  nodes: 1000,
  listLength: 100_000,
  patternLength: 1000,
  relationHops: 4,
});
