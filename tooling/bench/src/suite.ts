import type { ResultTable } from "./report/result-table.ts";

/** Every suite, in the order in which they run. */
export const SUITE_NAMES = [
  "runtime",
  "operations",
  "concurrency",
  "startup",
  "bulk",
  "streams",
  "peers",
  "bulk-peers",
  "seeds",
  "linearity",
  "memory",
  "catalog",
  "query",
  "pages",
  "isolation",
  "not-null",
] as const;

export type SuiteName = (typeof SUITE_NAMES)[number];

/** How a suite is run. */
export interface SuiteSettings {
  /** Rounds that count; each suite has its own default. */
  readonly rounds: number | undefined;
  /** Tells how far it is. */
  readonly say: (progress: string) => void;
}

/** Measures something and gives tables. */
export type Suite = (settings: SuiteSettings) => Promise<readonly ResultTable[]>;
