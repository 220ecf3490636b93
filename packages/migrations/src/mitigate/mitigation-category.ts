/** Kinds of ways to make a change less risky. */
export const MITIGATION_CATEGORIES = [
  "CONCURRENT_BUILD",
  "DEFERRED_VALIDATION",
  "EXPAND_CONTRACT",
  "BATCHED_WRITES",
  "ALIAS_VIEW",
  "BACKUP_FIRST",
  "SHORT_LOCKS",
  "TIME_WINDOW",
] as const;

/** One of {@link MITIGATION_CATEGORIES}. */
export type MitigationCategory = (typeof MITIGATION_CATEGORIES)[number];
