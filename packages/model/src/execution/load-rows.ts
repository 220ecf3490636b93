import type { Connection } from "@dataflow/database";
import { type LoadedRows, type QueryTable, type TableLoader, tableLoader } from "@dataflow/query";
import type { ModelBinding } from "../model/model-binding.ts";
import type { InsertOperation, LoadTarget, OperationResult, Row } from "../operation/operation.ts";
import { ask } from "./ask.ts";
import { whileSent } from "./while-sent.ts";

/**
 * Asks whether rows of a model can be loaded, which is faster than inserting them. Asked once for each bulk operation,
 * because a trigger may be created at any time.
 *
 * @param binding the model
 * @returns what inserts of this operation may do; undefined when they must not be loads
 */
export async function loadTarget({ table, definition, host }: ModelBinding): Promise<LoadTarget | undefined> {
  const { connection } = host;
  const loader = connection.capabilities.loadsRows ? tableLoader(table, connection.dialect) : undefined;
  if (loader === undefined) return undefined;
  const numbered = numberedKey(definition.primaryKey, (name) => definition.fields.get(name)?.isAutoIncrement === true);
  const check = await ask(connection, loader.check(numbered));
  if (!check.isPossible) return undefined;
  const { sequence, isExact } = check;
  return numbered === undefined || sequence === undefined
    ? { isExact }
    : { isExact, numbers: { field: numbered, sequence } };
}

/** The field of a key of one field that the database numbers. */
function numberedKey([only, ...others]: readonly string[], isNumbered: (name: string) => boolean): string | undefined {
  return only !== undefined && others.length === 0 && isNumbered(only) ? only : undefined;
}

/**
 * Loads the rows of an insert, when they can be loaded and it is worth it. What it gives back is known beforehand:
 * values that are stored as they are given, and numbers that were taken from the sequence.
 *
 * @param connection where to run
 * @param table the model's table
 * @param operation the insert
 * @returns what it gave; undefined when the rows must be inserted
 */
export function loadRows(
  connection: Connection,
  table: QueryTable,
  operation: InsertOperation,
): Promise<OperationResult> | undefined {
  const { load, onConflict, returnInserted, returning, rows } = operation;
  if (load === undefined || onConflict !== undefined || returnInserted === true) return undefined;
  const loader = tableLoader(table, connection.dialect);
  if (loader === undefined || rows.values.length < loader.leastRows || rows.fields.length === 0) return undefined;
  const unknown = returning.filter((name) => !rows.fields.includes(name));
  const [first] = unknown;
  const task: LoadTask = { connection, loader, operation, isExact: load.isExact };
  if (first === undefined) return send(task);
  if (unknown.length > 1 || first !== load.numbers?.field) return undefined;
  return withNumbers(task, load.numbers);
}

interface LoadTask {
  readonly connection: Connection;
  readonly loader: TableLoader;
  readonly operation: InsertOperation;
  readonly isExact: boolean;
}

async function withNumbers(
  task: LoadTask,
  { field, sequence }: NonNullable<LoadTarget["numbers"]>,
): Promise<OperationResult> {
  const { length } = task.operation.rows.values;
  const values = await ask(task.connection, task.loader.takeNumbers(sequence, length, field));
  return send(task, { field, values });
}

/** What comes back is known beforehand, so it is put together while the rows are on their way. */
async function send(
  { connection, loader, operation, isExact }: LoadTask,
  numbers?: LoadedRows["numbers"],
): Promise<OperationResult> {
  const { rows, returning, meanwhile } = operation;
  const readBack = () => (returning.length === 0 ? [] : readStored(operation, numbers));
  const load = loader.load({ ...rows, isExact, ...(numbers === undefined ? {} : { numbers }) });
  const given = connection.execute(load, []);
  if (!(given instanceof Promise)) return { rows: readBack(), rowCount: given.rowCount };
  const [{ rowCount }, stored] = await whileSent(given, () => {
    meanwhile?.();
    return readBack();
  });
  return { rows: stored, rowCount };
}

function readStored({ rows, returning }: InsertOperation, numbers: LoadedRows["numbers"]): readonly Row[] {
  const [first, ...others] = returning;
  if (numbers !== undefined && numbers.field === first && others.length === 0)
    return numbers.values.map((value) => ({ [first]: value }));
  const places = returning.map((name) => [name, rows.fields.indexOf(name)] as const);
  return rows.values.map((row, index) =>
    Object.fromEntries(places.map(([name, place]) => [name, place < 0 ? numbers?.values[index] : row[place]])),
  );
}
