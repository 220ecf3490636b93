// Code that goes on working while a schema is changed under it.

import { setTimeout as sleep } from "node:timers/promises";
import { isDataFlowError } from "@dataflow/core";
import type { Connection } from "@dataflow/database";

/** What one worker does over and over; it is given a number that no other call gets. */
export type LiveWork = (connection: Connection, number: number) => Promise<unknown>;

/** What a load has come to so far. */
export interface LiveReport {
  readonly calls: number;
  readonly failures: readonly string[];
  /** The longest that any call took. */
  readonly longestMs: number;
}

export interface LiveLoad {
  /** What was done since the last report. Resolves after every worker has ended another round. */
  report(): Promise<LiveReport>;
  stop(): Promise<LiveReport>;
}

let numbers = 0;

/**
 * A worker on a table `users` with `id` and `balance`: inserts a row, changes one and deletes one in every round, and
 * knows of no other column than what the change names.
 */
export function writeUsers(rows: number, change: string): LiveWork {
  return async (connection, number) => {
    await connection.query("INSERT INTO users (id, balance) VALUES ($1, $2)", [rows + number, number % rows]);
    await connection.query(`UPDATE users SET ${change} WHERE id = $1`, [1 + ((number * 7_919) % rows)]);
    await connection.query("DELETE FROM users WHERE id = $1", [1 + ((number * 104_729) % rows)]);
  };
}

/** Starts the works, each on a connection of its own. */
export function startLoad(open: () => Connection, works: readonly LiveWork[]): LiveLoad {
  let isOver = false;
  let [calls, longestMs, failures]: [number, number, string[]] = [0, 0, []];
  const rounds = works.map(() => 0);
  const workers = works.map(async (work, index) => {
    const connection = open();
    while (!isOver) {
      const start = performance.now();
      try {
        await work(connection, ++numbers);
      } catch (error) {
        failures.push(isDataFlowError(error) ? `${index}: ${error.code} ${error.message}` : String(error));
      }
      longestMs = Math.max(longestMs, performance.now() - start);
      calls += 1;
      rounds[index] = (rounds[index] ?? 0) + 1;
      await sleep(1);
    }
  });
  const take = (): LiveReport => {
    const report = { calls, failures, longestMs };
    [calls, longestMs, failures] = [0, 0, []];
    return report;
  };
  return {
    async report() {
      const goals = rounds.map((round) => round + 2);
      while (rounds.some((round, index) => round < (goals[index] ?? 0))) await sleep(5);
      return take();
    },
    async stop() {
      isOver = true;
      await Promise.all(workers);
      return take();
    },
  };
}
