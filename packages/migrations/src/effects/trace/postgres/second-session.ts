import { setTimeout as sleep } from "node:timers/promises";
import { isDataFlowError } from "@dataflow/core";
import type { Connection } from "@dataflow/database";
import { postgresStatementWatch } from "../../../dialects/postgres/postgres-statement-watch.ts";

/** A statement in a session of its own, that begins when it is let. */
export interface SecondSession {
  /** The server's process that runs it. */
  readonly process: number;
  begin(): void;
  /** Never begins what has not begun. */
  forgo(): void;
  readonly isOver: boolean;
  /** Ends it, if it runs. */
  cancel(connection: Connection): Promise<void>;
  /** When the session is over: what went wrong, if anything did. A cancellation is nothing that went wrong. */
  readonly end: Promise<unknown>;
}

/**
 * Opens a session for a statement. To be called outside of transactions: whatever is called inside one runs in it.
 *
 * @param connection the database
 * @param statement what the session will run
 */
export async function openSecondSession(connection: Connection, statement: string): Promise<SecondSession> {
  let open: (isToRun: boolean) => void = () => {};
  const gate = new Promise<boolean>((resolve) => {
    open = resolve;
  });
  let run: Promise<void> = Promise.resolve();
  let isOver = false;
  const process = await new Promise<number>((resolve, reject) => {
    run = connection.session(async () => {
      resolve(await postgresStatementWatch.processOf(connection));
      if (await gate) await connection.run(statement);
    });
    run.catch(reject);
  });
  const end = run
    .then(
      () => undefined,
      (error: unknown) => (isDataFlowError(error) && error.code === "DATABASE.QUERY_CANCELLED" ? undefined : error),
    )
    .finally(() => {
      isOver = true;
    });
  return {
    process,
    begin: () => open(true),
    forgo: () => open(false),
    get isOver() {
      return isOver;
    },
    cancel: (other) => postgresStatementWatch.cancel(other, { process, sql: statement }),
    end,
  };
}

const LOOK_EVERY_MS = 5;

/** Looks again and again until there is something to see, or the session is over. */
export async function watchUntil<Seen>(
  session: SecondSession,
  look: () => Promise<Seen | undefined>,
): Promise<Seen | undefined> {
  while (!session.isOver) {
    const seen = await look();
    if (seen !== undefined) return seen;
    await sleep(LOOK_EVERY_MS);
  }
  return undefined;
}
