/** Where a figure comes from. `"statement"`: it follows from the statement's own text. */
export type EvidenceSource = "catalog" | "count" | "trace" | "activity" | "measurement" | "history" | "statement";

/** A fact and how it is known, so that everybody can check it. What cannot be known is `"unknown"`, and never left out. */
export interface Evidence {
  readonly source: EvidenceSource;
  /** What the figure is, in words: `"rows of public.users whose value would change"`. Never a value of a row. */
  readonly fact: string;
  readonly value: number | string | boolean;
  /** `"rows"`, `"bytes"`, `"ms"`. */
  readonly unit?: string;
  /** The query that gave it, complete, so that it can be run again. */
  readonly query?: string;
}
