import type { Connection } from "@dataflow/database";
import { type QueryTable, type RowNumberCheck, type RowNumbers, rowNumbers } from "@dataflow/query";
import { ask } from "./ask.ts";

/** The numbers behind the rows of a table, when each new row gets the number after the greatest one. */
export interface OrderedNumbers {
  readonly numbers: RowNumbers;
  /** The greatest one there is. */
  readonly last: bigint;
  /** The field whose values they are, if any. */
  readonly field: string | undefined;
}

/** Beyond this, numbers are no longer given in order. */
const MOST = 2n ** 62n;

/**
 * What is known of the numbers behind a table's rows, for one bulk operation: what was found out for one of its batches
 * holds for the others, as long as the table's definition is the same.
 */
export class RowNumbering {
  readonly #connection: Connection;
  readonly #table: QueryTable;
  #known: { readonly stamp: string; readonly check: RowNumberCheck } | undefined;

  constructor(connection: Connection, table: QueryTable) {
    this.#connection = connection;
    this.#table = table;
  }

  /** Asked in the transaction that stores the rows, so that nobody changes anything in between. */
  async ordered(): Promise<OrderedNumbers | undefined> {
    const numbers = rowNumbers(this.#table, this.#connection.dialect);
    if (numbers === undefined) return undefined;
    const stamp = await ask(this.#connection, numbers.stamp);
    if (this.#known?.stamp !== stamp) this.#known = { stamp, check: await ask(this.#connection, numbers.check) };
    const { isInOrder, column } = this.#known.check;
    if (!isInOrder) return undefined;
    const last = await ask(this.#connection, numbers.last);
    if (last > MOST) return undefined;
    const field = Array.from(this.#table.fields.values()).find((one) => one.column === column);
    return { numbers, last, field: field?.name };
  }
}
