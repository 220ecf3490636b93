import type { Client, QueryArrayConfig, QueryConfig, QueryResult } from "pg";
import type { StatementResult } from "../../connection/connection.ts";
import type { DriverFailure } from "../../errors/driver-failure.ts";
import { RowLoad } from "./row-load.ts";
import { StatementRun, type StatementToRun } from "./statement-run.ts";

/** Beyond this many prepared statements a connection is replaced, so that the server does not keep them for ever. */
const MAX_PREPARED = 1_000;

/** What decides whether a connection keeps the program from ending. */
interface HeldClient {
  ref(): void;
  unref(): void;
}

/** One connection to the server with what has to be known about it. */
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
  #isEnded = false;
  #isAltered = false;
  readonly #client: Client;
  readonly #held: HeldClient;
  readonly #prepared = new Set<string>();

  constructor(client: Client, processId: number | undefined) {
    this.#client = client;
    this.#held = client as unknown as HeldClient; // it has both, though its types do not say so
    this.processId = processId;
    // Without a listener a connection that breaks would end the process.
    client.on("error", () => {
      this.#isLost = true;
    });
  }

  get driverClient(): Client {
    return this.#client;
  }

  /** Whether it may be lent again. */
  get isUsable(): boolean {
    const isSound = !this.#isLost && !this.#isEnded && !this.#isAltered;
    return isSound && this.transactionStatus === "I" && this.#prepared.size <= MAX_PREPARED;
  }

  /** Whether it is known to be broken; what is sent now does not arrive. */
  get isLost(): boolean {
    return this.#isLost;
  }

  /** `"I"`: outside a transaction; `"T"`: inside one; `"E"`: inside one that has failed. */
  get transactionStatus(): string | null {
    return this.#client.getTransactionStatus();
  }

  /** From now on it is not used, and does not keep the program from ending. */
  rest(): void {
    this.#held.unref();
  }

  wake(): void {
    this.#held.ref();
  }

  /** Closes the connection, also under a statement that runs. Safe to call twice. */
  end(): void {
    if (this.#isEnded) return;
    this.#isEnded = true;
    // Nobody waits for the goodbye: a network that has died would never bring it.
    void this.#client.end().catch(() => undefined);
  }

  /** Ends the connection under the statement that runs, which then fails with this verdict. */
  giveUp(verdict: DriverFailure): void {
    this.verdict = verdict;
    this.end();
  }

  /** Runs a compiled statement; values come as the server's text. */
  runStatement(statement: StatementToRun): Promise<StatementResult> {
    if (statement.name !== undefined) this.#prepared.add(statement.name);
    this.busySince = performance.now();
    return new Promise((resolve, reject) => {
      this.#client.query(new StatementRun(statement, { resolve, reject, isOver: this.#idle }));
    });
  }

  async sendForArrays(config: QueryArrayConfig<unknown[]>): Promise<StatementResult> {
    this.busySince = performance.now();
    const { rows, rowCount, command } = await this.#client.query<unknown[]>(config).finally(this.#idle);
    this.noteCommand(command);
    return { rows, rowCount: rowCount ?? 0 };
  }

  sendForObjects(config: QueryConfig<unknown[]>): Promise<QueryResult<Record<string, unknown>>> {
    this.busySince = performance.now();
    return this.#client.query<Record<string, unknown>, unknown[]>(config).finally(this.#idle);
  }

  /** Sends a statement with the rows that follow it. */
  async sendRows(text: string, rows: Iterable<string | Uint8Array>): Promise<StatementResult> {
    this.busySince = performance.now();
    const load = new RowLoad(text, rows);
    this.#client.query(load);
    return load.done.finally(this.#idle);
  }

  /** Sends text that may hold several statements. */
  async sendText(sql: string): Promise<void> {
    this.busySince = performance.now();
    // Several statements give several results, though the driver's types do not say so.
    const results: QueryResult | readonly QueryResult[] = await this.#client.query(sql).finally(this.#idle);
    for (const { command } of Array.isArray(results) ? results : [results]) this.noteCommand(command);
  }

  /** Says what a person's statement did. What one prepared or forgot by hand, nobody else who is lent the connection knows of. */
  noteCommand(command: string): void {
    if (command === "PREPARE" || command === "DEALLOCATE") this.#isAltered = true;
  }

  readonly #idle = (): void => {
    this.busySince = undefined;
  };
}
