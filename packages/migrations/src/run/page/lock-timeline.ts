import { LOCK_MODES } from "../../effects/lock-mode.ts";
import type { LockSpan } from "../run-report.ts";
import { html, type Markup } from "./markup.ts";

const WIDTH = 640;
const LABEL = 330;
const ROW = 26;
/** A lock of which nobody knows how long it is held is drawn to the end. */
const LEAST = 4;

/**
 * Draws which locks are held from when to when.
 *
 * @param locks the locks
 * @returns an SVG
 */
export function lockTimeline(locks: readonly LockSpan[]): Markup {
  const end = Math.max(1, ...locks.map(({ fromMs, forMs }) => fromMs + (forMs === "unknown" ? 0 : forMs)));
  const height = locks.length * ROW + 30;
  return html`<svg viewBox="0 0 ${LABEL + WIDTH} ${height}" width="${LABEL + WIDTH}" height="${height}" role="img" aria-label="locks over time"><text x="${LABEL}" y="${height - 8}" class="kind">0 ms</text><text x="${LABEL + WIDTH}" y="${height - 8}" text-anchor="end" class="kind">at most ${end.toFixed(0)} ms</text>${locks.map((span, row) => bar(span, row, end))}</svg>`;
}

function bar({ relation, lock, step, fromMs, forMs }: LockSpan, row: number, end: number): Markup {
  const x = LABEL + (fromMs / end) * WIDTH;
  const length = forMs === "unknown" ? LABEL + WIDTH - x : Math.max(LEAST, (forMs / end) * WIDTH);
  const y = row * ROW + 4;
  const label = `${lock} on ${relation}`;
  const strength = LOCK_MODES.indexOf(lock) >= 7 ? "CRITICAL" : LOCK_MODES.indexOf(lock) >= 4 ? "HIGH" : "LOW";
  const time = forMs === "unknown" ? "nobody knows how long" : `at most ${forMs.toFixed(1)} ms`;
  return html`<g><title>${label}, ${time}: ${step}</title><text x="0" y="${y + 13}">${label.length > 46 ? `${label.slice(0, 45)}…` : label}</text><rect x="${x}" y="${y}" width="${Math.min(length, LABEL + WIDTH - x + LEAST)}" height="16" rx="3" class="box ${strength}${forMs === "unknown" ? " unknown" : ""}"/></g>`;
}
