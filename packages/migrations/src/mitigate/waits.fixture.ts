// What shows that nobody waits: what statements are foretold to do, and what the server says while they run.
import type { Connection } from "@dataflow/database";
import { expect } from "vitest";
import { applyMigration } from "../apply/apply-migration.ts";
import { blocksWrites } from "../effects/lock-mode.ts";
import { readPredictionFacts } from "../effects/predict/read-prediction-facts.ts";
import type { RelationEffect } from "../effects/statement-effects.ts";
import { type LiveWork, startLoad } from "../live-load.fixture.ts";
import type { MigrationPlan } from "../plan/migration-plan.ts";
import { GENTLY } from "./gentle-options.ts";
import { predictSteps } from "./predicted-plan.ts";

/** Statements that read, write or index all rows while writers wait, or of which nobody knows; a drop waits for readers. */
export async function slowStatements(connection: Connection, plan: MigrationPlan): Promise<readonly string[]> {
  const predicted = await predictSteps(plan.segments, await readPredictionFacts(connection));
  const isSlow = ({ lock, scans, rewrites, buildsIndex, relation }: RelationEffect) =>
    relation.kind === "table" && lock !== undefined && blocksWrites(lock) && (scans || rewrites || buildsIndex);
  return [...predicted].flatMap(([step, effects]) =>
    effects
      .filter(
        ({ relations, unknown }) => unknown.length > 0 || relations.some(isSlow) || step.operation === "dropIndex",
      )
      .map(({ statement, unknown }) => [statement, ...unknown].join("; ")),
  );
}

/** The longest that a statement of a certain form has waited for a lock of a table, as the server says, in milliseconds. */
function watchWaits(connection: Connection, statements: string) {
  let isOver = false;
  let longest = 0;
  const watching = (async () => {
    while (!isOver) {
      const { rows } = await connection.query(
        `SELECT coalesce(max(extract(epoch FROM clock_timestamp() - l.waitstart) * 1000), 0)::float8 AS ms
         FROM pg_locks l JOIN pg_stat_activity a ON a.pid = l.pid
         WHERE a.datname = current_database() AND NOT l.granted AND l.locktype IN ('relation', 'tuple', 'transactionid') AND a.query ~ $1`,
        [statements],
      );
      longest = Math.max(longest, Number(rows[0]?.ms));
      await new Promise((go) => setTimeout(go, 5));
    }
  })();
  return {
    async stop() {
      isOver = true;
      await watching;
      return longest;
    },
  };
}

/** Code that goes on working while a plan is applied. */
export interface LoadBeside {
  readonly open: () => Connection;
  readonly works: readonly LiveWork[];
  /** The beginnings of its statements, as a pattern. */
  readonly statements: string;
}

/** Applies a plan while code goes on working, which must not fail, nor wait for longer than one notices. */
export async function expectNobodyWaits(
  what: string,
  { connection, plan }: { readonly connection: Connection; readonly plan: MigrationPlan },
  { open, works, statements }: LoadBeside,
): Promise<void> {
  const load = startLoad(open, works);
  const watch = watchWaits(open(), statements);
  await load.report();
  await applyMigration(connection, plan, GENTLY);
  const { failures, longestMs, calls } = await load.stop();
  const waitedMs = await watch.stop();
  console.log(`${what}: waited ${waitedMs.toFixed(0)} ms, longest call ${longestMs.toFixed(0)} ms of ${calls}`);
  expect(failures).toEqual([]);
  // On a quiet machine 40 ms at most; ten times the limit is no matter of how busy this one is.
  expect(waitedMs).toBeLessThan(1000);
}
