import type { Connection } from "@dataflow/database";
import { bookkeep } from "./bookkeeping-statement.ts";

/** Notes the bound that was given for a step, so that it can be compared with what the step takes. */
export async function noteEstimate(connection: Connection, step: string, boundMs: number): Promise<void> {
  await bookkeep(
    connection,
    (at, { now }) =>
      `INSERT INTO ${at.estimates} (step, bound_ms, noted_at) VALUES (?, ?, ${now})
       ON CONFLICT (step) DO UPDATE SET bound_ms = excluded.bound_ms, noted_at = excluded.noted_at`,
    [step, Math.max(1, Math.ceil(boundMs))],
  );
}

/** Steps of one kind that are looked at, the last ones. */
const MOST_STEPS = 50;

/**
 * How long steps of a kind took, as a part of the bound that had been given for them.
 *
 * @param connection the database
 * @param operation the kind, which the name of a step begins with: `"addColumn"`
 * @returns the ratios, the latest first; above 1 the bound did not hold
 */
export async function readDurationRatios(connection: Connection, operation: string): Promise<readonly number[]> {
  // A step ends when the one before it had ended and it was done: the journal notes both by the same clock.
  const { rows } = await bookkeep(
    connection,
    (at) => `SELECT s.started_at AS started, s.finished_at AS finished, e.bound_ms AS bound, m.started_at AS begun,
         (SELECT max(p.finished_at) FROM ${at.steps} AS p WHERE p.migration = s.migration AND p.position < s.position) AS previous
       FROM ${at.steps} AS s JOIN ${at.migrations} AS m ON m.id = s.migration JOIN ${at.estimates} AS e ON e.step = s.step
       WHERE s.state = 'done' AND s.finished_at >= e.noted_at AND s.step LIKE ?
       ORDER BY s.finished_at DESC LIMIT ${MOST_STEPS}`,
    [`${operation} %`],
  );
  return rows.flatMap(({ started, finished, begun, previous, bound }) => {
    const from = [started, previous, begun].map(timeOf).filter((time) => time < timeOf(finished));
    const durationMs = timeOf(finished) - (from.length === 0 ? timeOf(finished) : Math.max(...from));
    return Number.isFinite(durationMs) ? [durationMs / Number(bound)] : [];
  });
}

function timeOf(text: unknown): number {
  return typeof text === "string" ? Date.parse(text) : Number.NaN;
}
