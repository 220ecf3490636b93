import pg from "pg";

/** What decides whether a connection keeps the program from ending. */
interface HeldClient {
  ref(): void;
  unref(): void;
}

/** A connection that is opened by its first statement and stays open. While nothing runs, the program may end. */
export class KeptClient {
  readonly #url: string;
  #opening: Promise<pg.Client> | undefined;
  /** A connection takes one statement at a time. */
  #last: Promise<unknown> = Promise.resolve();

  constructor(url: string) {
    this.#url = url;
  }

  query(statement: string): Promise<readonly Record<string, unknown>[]> {
    const result = this.#last.then(() => this.#perform(statement));
    this.#last = result.catch(() => undefined);
    return result;
  }

  /** Waits for what was asked before. */
  async close(): Promise<void> {
    await this.#last;
    const client = await this.#opening?.catch(() => undefined);
    this.#opening = undefined;
    if (client === undefined) return;
    heldBy(client).ref();
    await client.end();
  }

  async #perform(statement: string): Promise<readonly Record<string, unknown>[]> {
    this.#opening ??= this.#open();
    const client = await this.#opening;
    const held = heldBy(client);
    held.ref();
    try {
      return (await client.query<Record<string, unknown>>(statement)).rows;
    } finally {
      held.unref();
    }
  }

  async #open(): Promise<pg.Client> {
    const client = new pg.Client({ connectionString: this.#url, connectionTimeoutMillis: 10_000 });
    // One that is lost is opened anew by the next statement. Without a listener it would end the process.
    client.on("error", () => {
      this.#opening = undefined;
    });
    try {
      await client.connect();
      return client;
    } catch (error) {
      this.#opening = undefined;
      throw error;
    }
  }
}

function heldBy(client: pg.Client): HeldClient {
  return client as unknown as HeldClient; // it has both, though its types do not say so
}
