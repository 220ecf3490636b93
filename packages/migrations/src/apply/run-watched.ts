/**
 * A statement that is no part of a transaction may take hours. Meanwhile another connection looks how far it has come,
 * and ends it when the signal says so; its own connection can do nothing before it is over.
 */
import { setTimeout as sleep } from "node:timers/promises";
import type { Connection } from "@dataflow/database";
import { migrationDialect } from "../dialects/migration-dialects.ts";
import type { RunningStatement, StatementWatch } from "../dialects/statement-watch.ts";
import type { MigrationRun } from "./migration-run.ts";

/** Long enough to be no load, and for short statements to need no second connection. */
const LOOK_EVERY_MS = 500;

/** What a look needs. */
interface Look {
  readonly run: Pick<MigrationRun, "connection" | "options" | "outside">;
  readonly step: string;
  readonly watch: StatementWatch;
  readonly running: RunningStatement;
  readonly ended: AbortSignal;
}

/**
 * Runs a statement, and tells how far it is where the database knows that.
 *
 * @param run the migration
 * @param step its step
 * @param sql the statement
 * @throws DATABASE.QUERY_CANCELLED when the signal of the migration was aborted meanwhile
 */
export async function runWatched(run: Look["run"], step: string, sql: string): Promise<void> {
  const { connection } = run;
  const watch = migrationDialect(connection.dialect).statementWatch;
  if (watch === undefined) return connection.run(sql);
  const running = { process: await watch.processOf(connection), sql };
  const end = new AbortController();
  let failure: { readonly error: unknown } | undefined;
  const watching = look({ run, step, watch, running, ended: end.signal }).catch((error) => {
    failure = { error };
  });
  try {
    await connection.run(sql);
  } finally {
    end.abort();
    await watching;
  }
  // Whoever is told has failed. The statement is done, which the next attempt finds out.
  if (failure !== undefined) throw failure.error;
}

async function look({ run, step, watch, running, ended }: Look): Promise<void> {
  const { signal, tell } = run.options;
  const over = new Promise<undefined>((settle) => ended.addEventListener("abort", () => settle(undefined)));
  const beside = <Result>(work: (connection: Connection) => Promise<Result>): Promise<Result | undefined> =>
    // A look that fails, or gets no connection in time, says nothing about the statement.
    Promise.race([run.outside(() => work(run.connection)).catch(() => undefined), over]);
  for (;;) {
    const waking = signal === undefined || signal.aborted ? ended : AbortSignal.any([ended, signal]);
    await sleep(LOOK_EVERY_MS, undefined, { signal: waking }).catch(() => undefined);
    if (ended.aborted) return;
    if (signal?.aborted) {
      await beside((connection) => watch.cancel(connection, running));
      continue;
    }
    const progress = await beside((connection) => watch.progress(connection, running));
    if (progress !== undefined && !ended.aborted) tell({ kind: "indexBuild", step, ...progress });
  }
}
