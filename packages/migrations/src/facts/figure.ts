import type { Evidence, EvidenceSource } from "../evidence/evidence.ts";

/** A number that is known, or not, and how. */
export interface Figure {
  /** Undefined when it could not be found out; then nobody may take it for zero. */
  readonly value: number | undefined;
  /** Whether it was counted or read as it is; false for an estimate and for what is unknown. */
  readonly isExact: boolean;
  readonly evidence: Evidence;
}

/** Where a figure comes from, and what it says. */
export interface FigureOrigin {
  readonly source: EvidenceSource;
  /** What the figure is, in words. */
  readonly fact: string;
  readonly unit?: string;
  readonly query?: string;
}

/**
 * Makes a figure.
 *
 * @param value the number; undefined when it could not be found out
 * @param isExact whether it was counted or read as it is
 * @param origin what it says and where it comes from
 * @returns the figure, frozen
 */
export function figure(value: number | undefined, isExact: boolean, origin: FigureOrigin): Figure {
  const evidence = Object.freeze({ ...origin, value: value ?? "unknown" });
  return Object.freeze({ value, isExact: isExact && value !== undefined, evidence });
}
