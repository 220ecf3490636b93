import type { PoolClient, QueryArrayConfig, QueryConfig, QueryResult } from "pg";
import type { StatementResult } from "../../connection/connection.ts";
import type { DriverFailure } from "../../errors/driver-failure.ts";
import { RowLoad } from "./row-load.ts";

/** Beyond this many prepared statements a connection is replaced, so that the server does not keep them for ever. */
const MAX_PREPARED = 1_000;

/** One connection of the pool with what has to be known about it. */
export class ServerClient {
  /** When the statement that runs was sent; undefined while none runs. */
  busySince: number | undefined;
  /** Why this connection was given up while a statement ran on it. */
  verdict: DriverFailure | undefined;
  /** The server process of this session; undefined when it is not known for certain. */
  readonly processId: number | undefined;
  /** Whether it is lent to a session, which sets its own time limits. */
  isPinned = false;
  #isLost = false;
  readonly #client: PoolClient;
  readonly #prepared = new Set<string>();
  #isReleased = true;

  constructor(client: PoolClient, processId: number | undefined) {
    this.#client = client;
    this.processId = processId;
    // Without a listener a connection that breaks would end the process.
    client.on("error", () => {
      this.#isLost = true;
    });
  }

  get driverClient(): PoolClient {
    return this.#client;
  }

  /** Whether it is known to be broken; what is sent now does not arrive. */
  get isLost(): boolean {
    return this.#isLost;
  }

  /** `"I"`: outside a transaction; `"T"`: inside one; `"E"`: inside one that has failed. */
  get transactionStatus(): string | null {
    return this.#client.getTransactionStatus();
  }

  checkOut(): void {
    this.#isReleased = false;
  }

  /** Ends the connection under the statement that runs, which then fails with this verdict. */
  giveUp(verdict: DriverFailure): void {
    this.verdict = verdict;
    this.release(true);
  }

  /** Notes that a statement of this name is kept prepared here. */
  notePrepared(name: string): void {
    this.#prepared.add(name);
  }

  // Callbacks: the driver makes two promises more of the same call, for every statement.
  sendForArrays(config: QueryArrayConfig<unknown[]>): Promise<StatementResult> {
    this.busySince = performance.now();
    return new Promise((resolve, reject) => {
      this.#client.query<unknown[][], unknown[]>(config, (error, result) => {
        this.busySince = undefined;
        // The driver's types promise an error always; it is null when there is none.
        if (error) reject(error);
        else resolve({ rows: result.rows, rowCount: result.rowCount ?? 0 });
      });
    });
  }

  sendForObjects(config: QueryConfig<unknown[]>): Promise<QueryResult<Record<string, unknown>>> {
    this.busySince = performance.now();
    return this.#client.query<Record<string, unknown>, unknown[]>(config).finally(this.#idle);
  }

  /** Sends a statement with the rows that follow it. */
  async sendRows(text: string, rows: Iterable<string>): Promise<StatementResult> {
    this.busySince = performance.now();
    const load = new RowLoad(text, rows);
    this.#client.query(load);
    return load.done.finally(this.#idle);
  }

  /** Sends text that may hold several statements. */
  async sendText(sql: string): Promise<void> {
    this.busySince = performance.now();
    await this.#client.query(sql).finally(this.#idle);
  }

  /** Gives the connection back to the pool, or closes it. Safe to call twice. */
  release(isBroken: boolean): void {
    if (this.#isReleased) return;
    this.#isReleased = true;
    this.#client.release(isBroken || this.#prepared.size > MAX_PREPARED);
  }

  readonly #idle = (): void => {
    this.busySince = undefined;
  };
}
