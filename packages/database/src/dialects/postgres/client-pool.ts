/**
 * The pool of connections: it decides who may have one (in order, with a time limit), opens each and sets it up, looks at
 * what comes back, and gives up those whose server has gone silent. The driver's own pool sets two timers and waits for a
 * tick at every statement.
 */
import { isDataFlowError } from "@dataflow/core";
import type { Client, ClientConfig } from "pg";
import type { ResolvedConnectOptions } from "../../connection/connect-options.ts";
import type { ConnectionStats } from "../../connection/connection-stats.ts";
import { PermitQueue } from "../../connection/permit-queue.ts";
import { connectionClosed } from "../../errors/connection-closed.ts";
import { databaseErrors } from "../../errors/database-errors.ts";
import { failureError } from "../../errors/driver-failure.ts";
import type { ServerDatabaseDescription } from "../../url/database-description.ts";
import { askBeside } from "./ask-beside.ts";
import { classifyPostgresError } from "./classify-postgres-error.ts";
import { clientConfig } from "./client-config.ts";
import { IdleClients } from "./idle-clients.ts";
import { cancelStatement, interruptStatement } from "./interrupt-statement.ts";
import { assertKept } from "./kept-session.ts";
import { loadServerDriver } from "./load-server-driver.ts";
import { ServerClient } from "./server-client.ts";
import { sessionSettings } from "./session-settings.ts";
import { SilenceWatch } from "./silence-watch.ts";
import { friendlyTypes } from "./value-types.ts";

/** What exists once the driver is loaded. */
interface OpenPool {
  readonly openClient: () => Promise<ServerClient>;
  readonly watch: SilenceWatch;
  /** Makes a connection that does not belong to the pool. */
  readonly connectBeside: () => Client;
  readonly friendlyTypes: ReturnType<typeof friendlyTypes>;
}

export class ClientPool {
  readonly target: string;
  /** The text that sets up a session. */
  readonly settings: string;
  readonly #description: ServerDatabaseDescription;
  readonly #options: ResolvedConnectOptions;
  readonly #permits: PermitQueue;
  readonly #idle = new IdleClients();
  #opening: Promise<OpenPool> | undefined;
  #open: OpenPool | undefined;
  #isClosed = false;

  constructor(description: ServerDatabaseDescription, options: ResolvedConnectOptions, target: string) {
    this.target = target;
    this.settings = sessionSettings(description, options);
    this.#description = description;
    this.#options = options;
    this.#permits = new PermitQueue({
      permits: options.poolSize,
      timeoutMs: options.acquireTimeoutMs,
      measure: "wait",
      timeoutError: () => this.#exhausted(),
    });
  }

  stats(): ConnectionStats {
    const { inUse, waiting } = this.#permits;
    return Object.freeze({ limit: this.#options.poolSize, open: inUse + this.#idle.count, inUse, waiting });
  }

  /** The parsers for `query`. Only valid once a connection was acquired. */
  get friendlyTypes(): ReturnType<typeof friendlyTypes> | undefined {
    return this.#open?.friendlyTypes;
  }

  /** Lends a connection that is there and free; undefined when one would have to be waited for. */
  take(): ServerClient | undefined {
    const open = this.#open;
    if (open === undefined || !this.#permits.tryAcquire()) return undefined;
    const client = this.#idle.take();
    if (client === undefined) this.#permits.release();
    else open.watch.add(client);
    return client;
  }

  /** Lends a connection, opening one when all there are are lent. */
  async acquire(): Promise<ServerClient> {
    const free = this.take();
    if (free !== undefined) return free;
    if (this.#isClosed) throw connectionClosed(this.target);
    await this.#permits.acquire();
    try {
      const { watch, openClient } = this.#open ?? (await this.#openOnce());
      const client = this.#idle.take() ?? (await openClient());
      watch.add(client);
      return client;
    } catch (error) {
      this.#permits.release();
      throw this.#connectError(error);
    }
  }

  /** Lends a connection that stays the same one until it is taken back. @throws DATABASE.SESSION_NOT_KEPT */
  async acquireKept(): Promise<ServerClient> {
    const client = await this.acquire();
    const open = this.#open;
    if (open === undefined) return client;
    try {
      await assertKept(client, open.connectBeside, this.target);
      return client;
    } catch (error) {
      this.release(client, true);
      throw this.#connectError(error);
    }
  }

  /** Asks over a connection that does not belong to the pool, whose own may all be lent. Only after one was. */
  async askBeside(text: string, values: readonly string[]): Promise<readonly (readonly unknown[])[]> {
    if (this.#open === undefined) throw connectionClosed(this.target);
    return askBeside(this.#open.connectBeside, text, values);
  }

  /** Takes a connection back. One that is broken, or still inside a transaction, is closed instead of lent again. */
  release(client: ServerClient, isBroken: boolean): void {
    this.#open?.watch.remove(client);
    if (isBroken || !client.isUsable) client.end();
    else this.#idle.put(client);
    this.#permits.release();
  }

  /** Stops the statement that runs on a connection. */
  async interrupt(client: ServerClient): Promise<void> {
    if (this.#open !== undefined) await interruptStatement(client, this.#open.connectBeside, this.target);
  }

  /** Stops the statement that runs on a connection where the server can be told to; otherwise it goes on. */
  async cancel(client: ServerClient): Promise<void> {
    if (this.#open !== undefined) await cancelStatement(client, this.#open.connectBeside);
  }

  async close(): Promise<void> {
    this.#isClosed = true;
    await this.#permits.whenIdle();
    const open = this.#open;
    if (open === undefined) return;
    this.#open = undefined;
    open.watch.stop();
    this.#idle.end();
  }

  #connectError(error: unknown): Error {
    if (isDataFlowError(error)) return error;
    return failureError(classifyPostgresError(error, { doing: "connecting", target: this.target }));
  }

  async #openOnce(): Promise<OpenPool> {
    this.#opening ??= this.#openPool();
    try {
      this.#open = await this.#opening;
      return this.#open;
    } catch (error) {
      // The next statement tries again: a certificate file may be there by then.
      this.#opening = undefined;
      throw error;
    }
  }

  async #openPool(): Promise<OpenPool> {
    const driver = await loadServerDriver();
    const config = await clientConfig(this.#description, this.#options, this.target);
    const connectBeside = (): Client => new driver.Client({ ...config, keepAlive: false });
    const watch = new SilenceWatch({
      connect: connectBeside,
      target: this.target,
      statementTimeoutMs: this.#options.statementTimeoutMs,
    });
    const openClient = (): Promise<ServerClient> => this.#openClient(new driver.Client(config), config);
    return { openClient, watch, connectBeside, friendlyTypes: friendlyTypes(driver.types) };
  }

  async #openClient(driverClient: Client, config: ClientConfig): Promise<ServerClient> {
    // Without a listener a connection that breaks would end the process.
    driverClient.on("error", () => undefined);
    await driverClient.connect();
    try {
      // `query_timeout` is read by the driver although its types do not know it.
      const settings = { text: this.settings, query_timeout: config.connectionTimeoutMillis ?? 0 };
      const results: unknown = await driverClient.query(settings);
      const last: unknown = Array.isArray(results) ? results.at(-1) : undefined;
      return new ServerClient(driverClient, agreedProcess(driverClient, last));
    } catch (error) {
      void driverClient.end().catch(() => undefined);
      throw error;
    }
  }

  #exhausted(): Error {
    return databaseErrors.create("POOL_TIMEOUT", {
      message: `No connection to ${this.target} became free within ${this.#options.acquireTimeoutMs} ms`,
      why: `all ${this.#options.poolSize} connections are in use: by long statements, by transactions that wait for one another, or by streams that nobody reads`,
      fix: "await what is inside a transaction in that transaction, shorten transactions, leave the loops of streams, or raise poolSize",
      meta: { poolSize: this.#options.poolSize },
    });
  }
}

/** The server process of a session, when the one that answers is the one that was announced: behind a pooler it is not. */
function agreedProcess(driverClient: Client, result: unknown): number | undefined {
  const announced: unknown = Reflect.get(driverClient, "processID");
  const rows: unknown = typeof result === "object" && result !== null ? Reflect.get(result, "rows") : undefined;
  const first: unknown = Array.isArray(rows) ? rows[0] : undefined;
  const own: unknown = typeof first === "object" && first !== null ? Reflect.get(first, "pg_backend_pid") : undefined;
  return typeof own === "number" && own === announced ? own : undefined;
}
