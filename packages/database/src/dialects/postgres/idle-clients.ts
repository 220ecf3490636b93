import type { ServerClient } from "./server-client.ts";

const IDLE_TIMEOUT_MS = 30_000;

interface IdleClient {
  readonly client: ServerClient;
  readonly since: number;
}

/** Connections that nobody uses. The one that was used last is taken first, so that those too many grow old and are closed. */
export class IdleClients {
  /** The longest idle first. */
  #clients: IdleClient[] = [];
  #timer: NodeJS.Timeout | undefined;

  /** How many can be taken. */
  get count(): number {
    return this.#clients.filter(({ client }) => client.isUsable).length;
  }

  /** Takes a connection that is not known to be broken. */
  take(): ServerClient | undefined {
    for (let last = this.#clients.pop(); last !== undefined; last = this.#clients.pop()) {
      if (last.client.isUsable) {
        last.client.wake();
        return last.client;
      }
      last.client.end();
    }
    return undefined;
  }

  /** Keeps a connection for a while. Meanwhile a program that has nothing else to do may end. */
  put(client: ServerClient): void {
    client.rest();
    this.#clients.push({ client, since: performance.now() });
    this.#watch();
  }

  /** Closes all. */
  end(): void {
    for (const { client } of this.#clients) client.end();
    this.#clients = [];
    clearTimeout(this.#timer);
    this.#timer = undefined;
  }

  // One timer for all: the first in line is always the first to be old.
  #watch(): void {
    const [first] = this.#clients;
    if (this.#timer !== undefined || first === undefined) return;
    const remaining = Math.max(1, first.since + IDLE_TIMEOUT_MS - performance.now());
    this.#timer = setTimeout(() => this.#endOld(), remaining);
    this.#timer.unref();
  }

  #endOld(): void {
    this.#timer = undefined;
    const limit = performance.now() - IDLE_TIMEOUT_MS;
    const old = this.#clients.filter(({ since }) => since <= limit);
    this.#clients = this.#clients.filter(({ since }) => since > limit);
    for (const { client } of old) client.end();
    this.#watch();
  }
}
