/**
 * A stream on a handle that others use between its batches: inside a transaction, and on a database in memory. A running
 * statement would forbid every write until its end. So the rows are first copied to a temporary table, which the
 * database keeps in a temporary file beyond a few pages, and are read from there: memory stays flat, the loop may write,
 * and the stream still gives what was there when it began.
 */
import type { MaybePromise } from "@dataflow/core";
import { bufferedStream } from "../../connection/buffered-stream.ts";
import type { SqlParameter } from "../../connection/connection.ts";
import type { RowStream } from "../../connection/driver.ts";
import type { SqliteHandle } from "./sqlite-handle.ts";

/** What to stream. */
export interface SnapshotRequest {
  readonly text: string;
  readonly parameters: readonly SqlParameter[];
  readonly batchSize: number;
}

/** Runs work on the handle in its turn. */
export type UseHandle = <Result>(work: (handle: SqliteHandle) => Result) => MaybePromise<Result>;

/** A temporary table with the rows, or the rows themselves where no table can be made of them. */
type Snapshot =
  | { readonly table: string; readonly rowNumber: string }
  | { readonly rows: readonly (readonly unknown[])[] };

/** Every table can call its row number by these names, unless a column has taken them. */
const ROW_NUMBER_NAMES = ["rowid", "_rowid_", "oid"];

let tables = 0;

export async function openSnapshot(request: SnapshotRequest, use: UseHandle): Promise<RowStream> {
  const { text, parameters, batchSize } = request;
  const snapshot = await use((handle) => takeSnapshot(handle, text, parameters));
  if ("rows" in snapshot) return bufferedStream(snapshot.rows, batchSize);
  const { table, rowNumber } = snapshot;
  const read = `SELECT * FROM temp.${table} WHERE ${rowNumber} BETWEEN ? AND ?`;
  let from = 1;
  return {
    next: async () => {
      const rows = await use((handle) => handle.rowsOnce(read, [from, from + batchSize - 1]));
      from += batchSize;
      return rows.length === 0 ? undefined : rows;
    },
    close: () => use((handle) => dropSnapshot(handle, table)),
  };
}

function takeSnapshot(handle: SqliteHandle, text: string, parameters: readonly SqlParameter[]): Snapshot {
  const { givesRows, isReadOnly } = handle.prepare(text);
  const columns = handle.columnNames(text).map((name) => name.toLowerCase());
  const rowNumber = ROW_NUMBER_NAMES.find((name) => !columns.includes(name));
  // What a write gives back, or a PRAGMA, cannot be a table; it is not large either.
  if (!givesRows || !isReadOnly || rowNumber === undefined || !/^\s*(select|values|with)\b/i.test(text)) {
    return { rows: handle.execute({ text }, parameters).rows };
  }
  const table = `dataflow_stream_${++tables}`;
  handle.withWrites(() => handle.runOnce(`CREATE TEMP TABLE ${table} AS ${text}`, parameters));
  return { table, rowNumber };
}

function dropSnapshot(handle: SqliteHandle, table: string): void {
  handle.withWrites(() => handle.exec(`DROP TABLE IF EXISTS temp.${table}`));
}
