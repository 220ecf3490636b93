import type { Connection, Submittable } from "pg";
import type { SqlParameter, StatementResult } from "../../connection/connection.ts";
import { countOf } from "./command-tag.ts";

/** A statement with what it is run with. */
export interface StatementToRun {
  readonly text: string;
  /** The name under which the server keeps it prepared; absent when it does not. */
  readonly name: string | undefined;
  readonly values: readonly SqlParameter[];
}

/** Who waits for a statement. */
export interface StatementWaiter {
  readonly resolve: (result: StatementResult) => void;
  readonly reject: (error: unknown) => void;
  /** Told before either. */
  readonly isOver: () => void;
}

/** The messages of the protocol that the driver's types leave out. */
interface ExtendedConnection {
  readonly stream: { cork(): void; uncork(): void };
  /** Name → text of what the server keeps prepared. */
  readonly parsedStatements: Readonly<Record<string, string>>;
  parse(statement: { readonly text: string; readonly name: string | undefined }): void;
  bind(values: {
    readonly statement: string | undefined;
    readonly values: readonly SqlParameter[];
    readonly valueMapper: (value: SqlParameter) => string | Buffer | null;
  }): void;
  execute(): void;
  sync(): void;
  sendCopyFail(reason: string): void;
}

/**
 * One statement as the driver's queue takes it. The driver's own query asks the server to describe the columns of every
 * result, and makes objects of parsers by what it hears; a compiled statement knows its columns, so that nothing is asked
 * and every row stays the list of texts that it came as. That is half of what a read by key costs the program.
 */
export class StatementRun implements Submittable {
  /** The driver notes the text under the name when the server has prepared it. */
  readonly name: string | undefined;
  readonly text: string;
  readonly #values: readonly SqlParameter[];
  readonly #waiter: StatementWaiter;
  readonly #rows: (readonly unknown[])[] = [];
  #tag = "";

  constructor({ name, text, values }: StatementToRun, waiter: StatementWaiter) {
    this.name = name;
    this.text = text;
    this.#values = values;
    this.#waiter = waiter;
  }

  submit(driverConnection: Connection): Error | undefined {
    const connection = driverConnection as unknown as ExtendedConnection; // it has them, though its types do not say so
    const { name, text } = this;
    const isKnown = name !== undefined && Object.hasOwn(connection.parsedStatements, name);
    if (isKnown && connection.parsedStatements[name] !== text) return new Error("two texts under one name");
    const { stream } = connection;
    stream.cork();
    try {
      if (!isKnown) connection.parse({ text, name });
      connection.bind({ statement: name, values: this.#values, valueMapper: wireForm });
      connection.execute();
      connection.sync();
    } finally {
      stream.uncork();
    }
    return undefined;
  }

  handleDataRow({ fields }: { readonly fields: readonly unknown[] }): void {
    this.#rows.push(fields);
  }

  handleCommandComplete({ text }: { readonly text: string }): void {
    this.#tag = text;
  }

  handleEmptyQuery(): void {
    // A text without a statement ends without a word about it.
  }

  handleCopyInResponse(driverConnection: Connection): void {
    const connection = driverConnection as unknown as ExtendedConnection; // as in `submit`
    connection.sendCopyFail("no rows were given");
    // The one that was sent with the statement is passed over while the server waits for rows.
    connection.sync();
  }

  handleCopyData(): void {
    // Rows that a statement copies out have no form here.
  }

  handleError(error: unknown): void {
    this.#waiter.isOver();
    this.#waiter.reject(error);
  }

  handleReadyForQuery(): void {
    this.#waiter.isOver();
    this.#waiter.resolve({ rows: this.#rows, rowCount: countOf(this.#tag) });
  }
}

/** A parameter as it is sent: text, or bytes as they are. */
function wireForm(value: SqlParameter): string | Buffer | null {
  if (typeof value === "string" || value === null) return value;
  return typeof value === "object" ? Buffer.from(value.buffer, value.byteOffset, value.byteLength) : String(value);
}
