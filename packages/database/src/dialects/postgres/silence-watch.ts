/**
 * A network can die without a word: then a statement would wait for its answer for ever. No time limit tells such a
 * statement from a long one, so the server is asked. A statement that has run for a while is looked up over a second
 * connection: when the server cannot be reached, does not know the session, or says twice that it is idle, the first
 * connection is given up.
 */
import type { Client } from "pg";
import { type DriverFailure, databaseErrorKind, failureError } from "../../errors/driver-failure.ts";
import { classifyPostgresError } from "./classify-postgres-error.ts";
import type { ServerClient } from "./server-client.ts";
import { connectionLost } from "./transport-failures.ts";

const TICK_MS = 1_000;
/** How long a statement runs before the server is asked about it, and again each time. */
const ASK_AFTER_MS = 5_000;
const ASK_TIMEOUT_MS = 4_000;
/** How long the server gets to report by itself that it stopped a statement. */
const STATEMENT_TIMEOUT_GRACE_MS = 1_000;

/** How the watch reaches the server. */
export interface SilenceWatchOptions {
  readonly connect: () => Client;
  readonly target: string;
  readonly statementTimeoutMs: number | undefined;
  /** Other than the usual times; tests do not want to wait for these. */
  readonly tickMs?: number;
  readonly askAfterMs?: number;
}

/** What is known about a statement that takes long. */
interface Suspicion {
  readonly statementSince: number;
  askedAt: number;
  idleReports: number;
}

type Answer = "alive" | "idle" | "gone";

export class SilenceWatch {
  readonly #options: SilenceWatchOptions;
  readonly #askAfterMs: number;
  readonly #clients = new Set<ServerClient>();
  readonly #suspicions = new WeakMap<ServerClient, Suspicion>();
  #timer: NodeJS.Timeout | undefined;

  constructor(options: SilenceWatchOptions) {
    this.#options = options;
    this.#askAfterMs = options.askAfterMs ?? ASK_AFTER_MS;
  }

  add(client: ServerClient): void {
    this.#clients.add(client);
    if (this.#timer !== undefined) return;
    this.#timer = setInterval(() => this.#tick(), this.#options.tickMs ?? TICK_MS);
    this.#timer.unref();
  }

  remove(client: ServerClient): void {
    this.#clients.delete(client);
  }

  stop(): void {
    clearInterval(this.#timer);
    this.#timer = undefined;
  }

  #tick(): void {
    if (this.#clients.size === 0) {
      this.stop();
      return;
    }
    const now = performance.now();
    for (const client of this.#clients) {
      const since = client.busySince;
      if (since === undefined) continue;
      const { statementTimeoutMs } = this.#options;
      if (
        statementTimeoutMs !== undefined &&
        !client.isPinned &&
        now - since > statementTimeoutMs + STATEMENT_TIMEOUT_GRACE_MS
      ) {
        client.giveUp(stoppedHere());
      } else if (now - since > this.#askAfterMs) {
        this.#suspect(client, since, now);
      }
    }
  }

  #suspect(client: ServerClient, since: number, now: number): void {
    let suspicion = this.#suspicions.get(client);
    if (suspicion?.statementSince !== since) {
      suspicion = { statementSince: since, askedAt: Number.NEGATIVE_INFINITY, idleReports: 0 };
      this.#suspicions.set(client, suspicion);
    }
    if (now - suspicion.askedAt < this.#askAfterMs) return;
    suspicion.askedAt = now;
    void this.#judge(client, suspicion);
  }

  async #judge(client: ServerClient, suspicion: Suspicion): Promise<void> {
    const answer = await this.#ask(client.processId);
    if (client.busySince !== suspicion.statementSince) return;
    suspicion.idleReports = answer === "idle" ? suspicion.idleReports + 1 : 0;
    if (answer === "gone" || suspicion.idleReports >= 2) client.giveUp(connectionLost(this.#options.target));
  }

  async #ask(processId: number | undefined): Promise<Answer> {
    const asker = this.#options.connect();
    asker.on("error", () => undefined);
    const giveUp = setTimeout(() => void asker.end().catch(() => undefined), ASK_TIMEOUT_MS);
    try {
      await asker.connect();
      // Behind a pooler the session has no process of its own: that the server answers has to be enough.
      if (processId === undefined) return "alive";
      const { rows } = await asker.query<{ state: string | null }>(
        "SELECT state FROM pg_stat_activity WHERE pid = $1",
        [processId],
      );
      const first = rows[0];
      if (first === undefined) return "gone";
      return first.state?.startsWith("idle") === true ? "idle" : "alive";
    } catch (error) {
      const kind = databaseErrorKind(
        failureError(classifyPostgresError(error, { doing: "connecting", target: this.#options.target })),
      );
      return kind !== undefined && UNREACHABLE.has(kind) ? "gone" : "alive";
    } finally {
      clearTimeout(giveUp);
      void asker.end().catch(() => undefined);
    }
  }
}

const UNREACHABLE: ReadonlySet<string> = new Set([
  "CONNECTION_REFUSED",
  "CONNECT_TIMEOUT",
  "HOST_NOT_FOUND",
  "CONNECTION_LOST",
]);

function stoppedHere(): DriverFailure {
  return {
    kind: "STATEMENT_TIMEOUT",
    message: "The statement ran longer than it may, and the server did not stop it",
    why: "the server does not answer any more",
    fix: "check the network and the server",
  };
}
