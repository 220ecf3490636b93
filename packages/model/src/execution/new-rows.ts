import type { MaybePromise } from "@dataflow/core";
import type { Connection } from "@dataflow/database";
import {
  allOf,
  anyOf,
  compileStatement,
  equals,
  type FilterNode,
  isOneOf,
  type QueryTable,
  queryCapabilities,
} from "@dataflow/query";
import type { InsertOperation, OperationResult } from "../operation/operation.ts";
import { keyText } from "../operation/record-key.ts";
import { ask } from "./ask.ts";

/** Runs an insert. */
export type RunInsert = (operation: InsertOperation) => MaybePromise<OperationResult>;

/** For fewer rows it takes longer to look at the numbers behind them than at each row. */
const LEAST_ROWS = 32;

/**
 * Stores rows where the database does not tell by itself which of them are new.
 *
 * @param operation the upsert
 * @param place where to run, and the model's table
 * @param store stores the rows
 * @returns what was stored, and how many rows are new; undefined where the database tells, or nobody asks
 */
export function countNewRows(
  operation: InsertOperation,
  { connection, table }: { readonly connection: Connection; readonly table: QueryTable },
  store: RunInsert,
): Promise<OperationResult> | undefined {
  if (operation.returnInserted !== true || queryCapabilities(connection.dialect).reportsInserted) return undefined;
  const { returnInserted: _asked, ...rest } = operation;
  const storeAndCount = async (): Promise<OperationResult> =>
    (await countByNumbers(rest, connection, store)) ?? (await countByKeys(rest, { connection, table }, store));
  return inTransaction(storeAndCount, connection);
}

/**
 * Stores new rows whose keys are asked for where they are known from the last one: giving them back one by one takes a
 * database longer.
 *
 * @param operation the insert
 * @param connection where to run
 * @param store stores the rows
 * @returns what was stored; undefined where keys are to be given back
 */
export function numberNewRows(
  operation: InsertOperation,
  connection: Connection,
  store: RunInsert,
): Promise<OperationResult> | undefined {
  const { numbering, onConflict, returning, rows } = operation;
  const [field, ...others] = returning;
  if (numbering === undefined || onConflict !== undefined || rows.values.length < LEAST_ROWS) return undefined;
  if (field === undefined || others.length > 0 || rows.fields.includes(field)) return undefined;
  const storeAndNumber = async (): Promise<OperationResult> => {
    const ordered = await numbering.ordered();
    if (ordered?.field !== field) return store(operation);
    const result = await store({ ...operation, returning: [] });
    const last = await ask(connection, ordered.numbers.last);
    const values = ordered.numbers.valuesTo(last, result.rowCount, field);
    return { ...result, rows: values.map((value) => ({ [field]: value })) };
  };
  return inTransaction(storeAndNumber, connection);
}

/** Without a savepoint of its own: what fails in a transaction aborts it, here as where one statement does it all. */
function inTransaction<Result>(work: () => Promise<Result>, connection: Connection): Promise<Result> {
  return connection.inTransaction ? work() : connection.transaction(work);
}

/** New rows have numbers above all that were there. Not those that bring their number with them. */
async function countByNumbers(
  operation: InsertOperation,
  connection: Connection,
  store: RunInsert,
): Promise<OperationResult | undefined> {
  const { rows, numbering } = operation;
  if (numbering === undefined || rows.values.length < LEAST_ROWS) return undefined;
  const ordered = await numbering.ordered();
  if (ordered === undefined || (ordered.field !== undefined && rows.fields.includes(ordered.field))) return undefined;
  const result = await store(operation);
  return { ...result, inserted: await ask(connection, ordered.numbers.countAbove(ordered.last)) };
}

async function countByKeys(
  operation: InsertOperation,
  { connection, table }: { readonly connection: Connection; readonly table: QueryTable },
  store: RunInsert,
): Promise<OperationResult> {
  const { keys, withoutKey } = distinctKeys(operation);
  const stored = keys.length === 0 ? 0 : await countRows(keysFilter(operation, keys), connection, table);
  return { ...(await store(operation)), inserted: withoutKey + keys.length - stored };
}

/** No two nulls are the same to a unique key. */
function distinctKeys({ rows, onConflict }: InsertOperation) {
  const places = (onConflict?.fields ?? []).map((name) => rows.fields.indexOf(name));
  const keys = new Map<string, readonly unknown[]>();
  let withoutKey = 0;
  for (const row of rows.values) {
    const values = places.map((place) => row[place] ?? null);
    if (values.includes(null)) withoutKey++;
    else keys.set(values.map(keyText).join("\u0000"), values);
  }
  return { keys: [...keys.values()], withoutKey };
}

function keysFilter({ onConflict }: InsertOperation, keys: readonly (readonly unknown[])[]): FilterNode {
  const fields = onConflict?.fields ?? [];
  const [only, ...others] = fields;
  if (only !== undefined && others.length === 0)
    return isOneOf(
      only,
      keys.map(([value]) => value),
    );
  return anyOf(keys.map((values) => allOf(fields.map((name, index) => equals(name, values[index])))));
}

async function countRows(where: FilterNode, connection: Connection, table: QueryTable): Promise<number> {
  const { plan, parameters } = compileStatement({ kind: "count", table, where }, connection.dialect);
  const { rows } = await connection.execute(plan, parameters);
  return Number(rows[0]?.[0]);
}
