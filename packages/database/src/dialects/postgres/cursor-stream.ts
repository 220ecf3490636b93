import type Cursor from "pg-cursor";
import type { SqlParameter, SqlText } from "../../connection/connection.ts";
import type { RowStream } from "../../connection/driver.ts";
import { cancelled } from "../../connection/stream-rows.ts";
import { loadDriver } from "../../errors/driver-missing.ts";
import { clientFailure } from "./run-on-client.ts";
import type { ServerClient } from "./server-client.ts";
import { rawTypes } from "./value-types.ts";

/** What a cursor outside a transaction is opened with. */
export interface CursorRequest {
  readonly statement: SqlText;
  readonly parameters: readonly SqlParameter[];
  readonly batchSize: number;
  readonly signal?: AbortSignal;
}

/** Gives the connection of the cursor back. */
export interface CursorOwner {
  readonly target: string;
  readonly release: (isBroken: boolean) => void;
}

type CursorClass = typeof import("pg-cursor");

/** Streams over a connection of the stream's own, which goes back to the pool when the stream is closed. */
export async function openCursor(client: ServerClient, request: CursorRequest, owner: CursorOwner): Promise<RowStream> {
  try {
    const CursorOfDriver = await loadDriver<CursorClass>("pg-cursor", () => import("pg-cursor"));
    const cursor = new CursorOfDriver<unknown[]>(request.statement.text, [...request.parameters], {
      rowMode: "array",
      types: rawTypes,
    });
    return new CursorStream(client, client.driverClient.query(cursor), request, owner);
  } catch (error) {
    owner.release(true);
    throw clientFailure(client, error, { doing: "executing", target: owner.target }).error;
  }
}

class CursorStream implements RowStream {
  readonly #client: ServerClient;
  readonly #cursor: Cursor<unknown[]>;
  readonly #batchSize: number;
  readonly #signal: AbortSignal | undefined;
  readonly #owner: CursorOwner;
  #isReading = false;
  #isBroken = false;
  #isAtEnd = false;

  constructor(client: ServerClient, cursor: Cursor<unknown[]>, request: CursorRequest, owner: CursorOwner) {
    this.#client = client;
    this.#cursor = cursor;
    this.#batchSize = request.batchSize;
    this.#signal = request.signal;
    this.#owner = owner;
  }

  async next(): Promise<readonly (readonly unknown[])[] | undefined> {
    if (this.#isAtEnd) return undefined;
    const abort = (): void => this.#abandon();
    this.#signal?.addEventListener("abort", abort, { once: true });
    try {
      this.#isReading = true;
      const rows = await this.#read();
      this.#isReading = false;
      this.#isAtEnd = rows.length < this.#batchSize;
      return rows.length === 0 ? undefined : rows;
    } catch (error) {
      this.#isBroken = true;
      if (this.#signal?.aborted) throw cancelled(this.#signal);
      throw clientFailure(this.#client, error, { doing: "executing", target: this.#owner.target }).error;
    } finally {
      this.#signal?.removeEventListener("abort", abort);
    }
  }

  async close(): Promise<void> {
    if (!this.#isBroken && !this.#isReading) {
      try {
        await this.#cursor.close();
      } catch {
        this.#isBroken = true;
      }
    }
    this.#owner.release(this.#isBroken || this.#isReading);
  }

  async #read(): Promise<unknown[][]> {
    this.#client.busySince = performance.now();
    try {
      return await this.#cursor.read(this.#batchSize);
    } finally {
      this.#client.busySince = undefined;
    }
  }

  /** The server may take long to find the next row; closing the connection is what stops it. */
  #abandon(): void {
    if (this.#isReading) this.#client.end();
  }
}
