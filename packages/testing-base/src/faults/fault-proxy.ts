import { mkdtemp, rm } from "node:fs/promises";
import { createServer, type NetConnectOpts, type Server } from "node:net";
import { tmpdir } from "node:os";
import { join } from "node:path";
import pg from "pg";
import { type Ambush, type FaultAction, fits, type MessagePlace } from "./fault-action.ts";
import { ProxiedConnection } from "./proxied-connection.ts";
import type { WireMessage } from "./wire-message.ts";

/** A socket's name has to end in a port's number; the folder tells sockets apart. */
const SOCKET_NUMBER = 5432;

/** How a proxy listens, and what it does by itself. */
export interface FaultProxyOptions {
  /** A port of this machine, or a unix socket in a folder of its own. Default `"tcp"`. */
  readonly transport?: "tcp" | "unix";
  /** Is asked about every message for which no place waits. Default: all pass. */
  readonly decide?: (message: WireMessage) => FaultAction;
}

/** A proxy before a server, which breaks what it is told to break. */
export interface FaultProxy extends AsyncDisposable {
  /** The URL of the same database through the proxy. */
  readonly url: string;
  /** How many connections there are. */
  readonly connections: number;
  /**
   * Does something once, at a message that is still to come.
   *
   * @returns the message, when it has come
   */
  at(place: MessagePlace, action: FaultAction): Promise<WireMessage>;
  /** Hangs up on everybody; who comes again is served. */
  cut(): void;
  /** From now on nothing passes, and whoever connects hears nothing. */
  silence(): void;
  /** From now on who connects is hung up on. Connections that are open stay. */
  refuse(): void;
  /**
   * Ends `silence` and `refuse`, and forgets the places. Connections that have lost messages are hung up on: what was sent in
   * between is gone for good.
   */
  heal(): void;
  /** Hangs up on everybody and ends. */
  close(): Promise<void>;
}

/**
 * Starts a proxy that understands the messages between a client and a PostgreSQL server, and can break the connection at any
 * one of them. It does not encrypt.
 *
 * @param url the database, without encryption
 * @param options how it listens, and what it does by itself
 * @returns the proxy; the caller closes it
 * @example
 * ```ts
 * import { startFaultProxy } from "@dataflow/testing/faults";
 *
 * async function losesTheAnswerToACommit(url: string, save: (url: string) => Promise<void>) {
 *   await using proxy = await startFaultProxy(url);
 *   const lost = proxy.at({ kind: "Query", text: "COMMIT" }, "loseReply");
 *   await save(proxy.url); // fails, and yet everything is saved
 *   await lost;
 * }
 * ```
 */
export async function startFaultProxy(url: string, options: FaultProxyOptions = {}): Promise<FaultProxy> {
  const proxy = new RunningProxy(url, options);
  await proxy.listen();
  return proxy;
}

class RunningProxy implements FaultProxy {
  readonly #address: pg.Client;
  readonly #options: FaultProxyOptions;
  readonly #server: Server;
  readonly #live = new Set<ProxiedConnection>();
  readonly #lossy = new Set<ProxiedConnection>();
  readonly #ambushes = new Set<Ambush>();
  #mode: "pass" | "silence" | "refuse" = "pass";
  #count = 0;
  #folder: string | undefined;
  #url = "";

  constructor(url: string, options: FaultProxyOptions) {
    // Never connected: the driver reads URLs, and this is the result.
    this.#address = new pg.Client({ connectionString: url });
    this.#options = options;
    this.#server = createServer({ allowHalfOpen: true, noDelay: true }, (socket) => {
      if (this.#mode === "refuse") {
        socket.on("error", () => undefined).destroy();
        return;
      }
      const connection: ProxiedConnection = new ProxiedConnection(socket, {
        target: this.#target(),
        number: ++this.#count,
        decide: (message) => this.#decide(message, connection),
        onClose: () => this.#live.delete(connection),
      });
      this.#live.add(connection);
      if (this.#mode === "silence") this.#silence(connection);
    });
    // A proxy that somebody forgot does not keep a finished test run alive.
    this.#server.unref();
  }

  get url(): string {
    return this.#url;
  }

  get connections(): number {
    return this.#live.size;
  }

  async listen(): Promise<void> {
    const isUnix = this.#options.transport === "unix";
    this.#folder = isUnix ? await mkdtemp(join(tmpdir(), "dataflow-proxy-")) : undefined;
    await new Promise<void>((resolve, reject) => {
      this.#server.once("error", reject);
      if (this.#folder === undefined) this.#server.listen(0, "127.0.0.1", resolve);
      else this.#server.listen(join(this.#folder, `.s.PGSQL.${SOCKET_NUMBER}`), resolve);
    });
    const address = this.#server.address();
    const isPort = typeof address === "object" && address !== null;
    const host = isPort ? `127.0.0.1:${address.port}` : `${encodeURIComponent(this.#folder ?? "")}:${SOCKET_NUMBER}`;
    const { user, password, database } = this.#address;
    const secret = typeof password === "string" ? `:${encodeURIComponent(password)}` : "";
    this.#url = `postgresql://${encodeURIComponent(user ?? "")}${secret}@${host}/${encodeURIComponent(database ?? "")}`;
  }

  at(place: MessagePlace, action: FaultAction): Promise<WireMessage> {
    return new Promise((reached) => {
      this.#ambushes.add({ place, action, reached, left: place.nth ?? 1 });
    });
  }

  cut(): void {
    for (const connection of [...this.#live]) connection.cut();
  }

  silence(): void {
    this.#mode = "silence";
    for (const connection of this.#live) this.#silence(connection);
  }

  refuse(): void {
    this.#mode = "refuse";
  }

  heal(): void {
    this.#mode = "pass";
    this.#ambushes.clear();
    for (const connection of this.#lossy) connection.cut();
    this.#lossy.clear();
  }

  async close(): Promise<void> {
    const closed = new Promise<void>((resolve) => this.#server.close(() => resolve()));
    this.cut();
    for (const connection of this.#lossy) connection.cut();
    await closed;
    if (this.#folder !== undefined) await rm(this.#folder, { recursive: true, force: true });
  }

  async [Symbol.asyncDispose](): Promise<void> {
    await this.close();
  }

  #target(): NetConnectOpts {
    const { host, port } = this.#address;
    return host.startsWith("/") ? { path: join(host, `.s.PGSQL.${port}`) } : { host, port };
  }

  #silence(connection: ProxiedConnection): void {
    this.#lossy.add(connection);
    connection.silence();
  }

  #decide(message: WireMessage, connection: ProxiedConnection): FaultAction {
    const action = this.#ambushed(message) ?? this.#options.decide?.(message) ?? "pass";
    if (action === "silence") this.#lossy.add(connection);
    return action;
  }

  #ambushed(message: WireMessage): FaultAction | undefined {
    for (const ambush of this.#ambushes) {
      if (!fits(ambush.place, message) || --ambush.left > 0) continue;
      this.#ambushes.delete(ambush);
      ambush.reached(message);
      return ambush.action;
    }
    return undefined;
  }
}
