import { isDataFlowError, type MaybePromise } from "@dataflow/core";
import type { Connection, StatementResult } from "@dataflow/database";
import {
  compileStatement,
  type InsertStatement,
  type QueryTable,
  type RawRow,
  rowChunks,
  type SelectStatement,
  type SqlParameter,
  type Statement,
  type StatementPlan,
  totalOrder,
} from "@dataflow/query";
import { after } from "../operation/after.ts";
import type {
  InsertOperation,
  Operation,
  OperationResult,
  PagePosition,
  Row,
  SelectOperation,
  StreamOptions,
  UpdateEachOperation,
} from "../operation/operation.ts";
import type { NextStage } from "../stages/stage.ts";
import { inKeyOrder } from "./key-order.ts";
import { loadRows } from "./load-rows.ts";
import { countNewRows, numberNewRows } from "./new-rows.ts";
import { whileSent } from "./while-sent.ts";

const NOTHING: OperationResult = Object.freeze({ rows: Object.freeze([]), rowCount: 0 });
const ONE_ROW: readonly number[] = Object.freeze([1]);
const NO_FIELDS: readonly string[] = Object.freeze([]);

/**
 * The end of the pipeline: operation → statement → SQL → rows.
 *
 * @param connection where to run
 * @param table the model's table
 * @returns what composeStages puts behind the last stage
 */
export function executeOperation(connection: Connection, table: QueryTable): NextStage {
  const ready = (statement: Statement) => readyStatement(connection, statement);
  const run = (statement: Statement) => {
    const { plan, parameters } = compileStatement(statement, connection.dialect);
    return send(connection, plan, parameters);
  };
  const insert = (operation: InsertOperation) =>
    inChunks(connection, operation, (rows) => readyInsert(ready, insertStatement(operation, table, rows)));
  return (operation) => {
    switch (operation.kind) {
      case "insert":
        return (
          loadRows(connection, table, operation) ??
          countNewRows(operation, { connection, table }, insert) ??
          numberNewRows(operation, connection, insert) ??
          insert(operation)
        );
      case "updateEach": {
        const statement = updateEachStatement(operation, table);
        const values = isSorted(operation) ? inKeyOrder(operation.rows.values) : operation.rows.values;
        return inChunks(connection, { ...operation, rows: { ...operation.rows, values } }, (rows) =>
          ready({ ...statement, rows }),
        );
      }
      case "select":
        if (operation.stream !== undefined)
          return openStream(connection, statementOf(operation, table), operation.stream);
        return operation.seeksPosition === true
          ? readPage(connection, selectStatement(operation, table))
          : run(selectStatement(operation, table));
      case "update":
      case "delete": {
        const { signal } = operation;
        const statement = statementOf(operation, table);
        return signal === undefined ? run(statement) : runUntil(signal, connection, statement);
      }
      default:
        return run(statementOf(operation, table));
    }
  };
}

/** A statement that is compiled, its values written in the database's form: what is left is to send it. */
type ReadyStatement = () => MaybePromise<OperationResult>;

function readyStatement(connection: Connection, statement: Statement): ReadyStatement {
  const { plan, parameters } = compileStatement(statement, connection.dialect);
  return () => send(connection, plan, parameters);
}

/** Without `after`: a function made for each operation would cost more than all else here. */
function send(
  connection: Connection,
  plan: StatementPlan,
  parameters: readonly SqlParameter[],
): MaybePromise<OperationResult> {
  const given = connection.execute(plan, parameters);
  return given instanceof Promise ? given.then(resultsBy(plan)) : resultOf(given, plan);
}

function resultsBy(plan: StatementPlan): (given: StatementResult) => OperationResult {
  return (given) => resultOf(given, plan);
}

function resultOf({ rows, rowCount }: StatementResult, plan: StatementPlan): OperationResult {
  return { rows: readRows(rows, plan), rowCount };
}

/** @throws the signal's reason when the database was stopped by it: nothing is changed then */
async function runUntil(signal: AbortSignal, connection: Connection, statement: Statement): Promise<OperationResult> {
  const { plan, parameters } = compileStatement(statement, connection.dialect);
  const { text, name } = plan;
  const stoppable = name === undefined ? { text, signal } : { text, name, signal };
  try {
    return resultOf(await connection.execute(stoppable, parameters), plan);
  } catch (error) {
    if (signal.aborted && isDataFlowError(error) && error.code === "DATABASE.QUERY_CANCELLED") throw signal.reason;
    throw error;
  }
}

/** Most operations are about one row, or give none. */
function readRows(rows: readonly RawRow[], { readRow }: StatementPlan): readonly Row[] {
  const first = rows[0];
  if (first === undefined) return [];
  return rows.length === 1 ? [readRow(first)] : rows.map(readRow);
}

/** The result says how many rows were new, whoever takes the rows away later. Where only numbers are asked for, the rows stay where they are. */
function readyInsert(ready: (statement: Statement) => ReadyStatement, statement: InsertStatement): ReadyStatement {
  const send = ready(statement);
  if (statement.returnInserted === true)
    return () =>
      after(send(), (result) => ({
        ...result,
        inserted: result.rows.reduce((count, row) => (row.$inserted === true ? count + 1 : count), 0),
      }));
  if (statement.countsInserted !== true) return send;
  return () =>
    after(send(), ({ rows: [counts] }) => ({
      rows: NOTHING.rows,
      rowCount: Number(counts?.stored),
      inserted: Number(counts?.inserted),
    }));
}

/** One row more than asked for tells whether there are more; it is not given. */
function readPage(connection: Connection, statement: SelectStatement): MaybePromise<OperationResult> {
  const { limit, orderBy, table } = statement;
  const position = totalOrder(orderBy, table.primaryKey).map(({ field }) => field);
  const asked = { ...statement, position, limit: limit === undefined ? undefined : limit + 1 };
  const { plan, parameters } = compileStatement(asked, connection.dialect);
  return after(connection.execute(plan, parameters), ({ rows }) => {
    const given = limit === undefined ? rows : rows.slice(0, limit);
    const [first] = given;
    const last = given.at(-1);
    const page: PagePosition = {
      hasMore: rows.length > given.length,
      ...(first === undefined || plan.readPosition === undefined ? {} : { first: plan.readPosition(first) }),
      ...(last === undefined || plan.readPosition === undefined ? {} : { last: plan.readPosition(last) }),
    };
    return { rows: readRows(given, plan), rowCount: given.length, page };
  });
}

function openStream(connection: Connection, statement: Statement, options: StreamOptions): OperationResult {
  const { plan, parameters } = compileStatement(statement, connection.dialect);
  async function* read(): AsyncGenerator<readonly Row[]> {
    for await (const batch of connection.stream(plan, parameters, options)) yield readRows(batch, plan);
  }
  return { rows: [], rowCount: 0, batches: read() };
}

/** The statement of an operation that needs just one. */
function statementOf(
  operation: Exclude<Operation, InsertOperation | UpdateEachOperation>,
  table: QueryTable,
): Statement {
  switch (operation.kind) {
    case "delete":
      return { kind: "delete", table, where: operation.where, returning: operation.returning ?? NO_FIELDS };
    case "update":
      return { kind: "update", table, set: operation.set, where: operation.where, returning: operation.returning };
    case "count":
      return { kind: "count", table, where: operation.where };
    case "select":
      return selectStatement(operation, table);
    case "pipeline":
      return { kind: "pipeline", table, where: operation.where, stages: operation.stages };
    case "aggregate": {
      const { name: _name, includeDeleted: _includeDeleted, ...rest } = operation;
      return { ...rest, table };
    }
  }
}

/** Of one shape, whatever it asks for: the engine finds the parts of such objects several times as fast. */
function selectStatement(
  { where, orderBy, fields, limit, offset, perGroup }: SelectOperation,
  table: QueryTable,
): SelectStatement {
  return { kind: "select", table, where, orderBy, fields, limit, offset, perGroup, position: undefined };
}

/** Spelt out for most inserts, as a select is. */
function insertStatement(
  operation: InsertOperation,
  table: QueryTable,
  rows: InsertStatement["rows"],
): InsertStatement {
  const { onConflict, returnInserted, returning } = operation;
  const { fields } = operation.rows;
  if (onConflict === undefined && returnInserted !== true) return { kind: "insert", table, fields, rows, returning };
  return {
    kind: "insert",
    table,
    fields,
    rows,
    returning,
    ...(onConflict === undefined ? {} : { onConflict }),
    ...(returnInserted !== true ? {} : returning.length === 0 ? { countsInserted: true } : { returnInserted }),
  };
}

function isSorted({ keys, inAnyOrder }: UpdateEachOperation): boolean {
  return keys.length === 1 && inAnyOrder === true;
}

function updateEachStatement(operation: UpdateEachOperation, table: QueryTable) {
  const { keys, rows, set, where, returning = NO_FIELDS, inAnyOrder = false } = operation;
  const fields = rows.fields.slice(keys.length);
  return { kind: "updateEach" as const, table, keys, fields, set, where, returning, inAnyOrder };
}

/** A statement takes only so many parameters: more rows become several statements, in one transaction. */
function inChunks(
  connection: Connection,
  { rows: { fields, values }, meanwhile }: InsertOperation | UpdateEachOperation,
  ready: (rows: readonly (readonly unknown[])[]) => ReadyStatement,
): MaybePromise<OperationResult> {
  if (values.length === 0) return NOTHING;
  const sizes = values.length === 1 ? ONE_ROW : rowChunks(connection.dialect, fields.length, values.length);
  if (sizes.length === 1) return told(ready(values)(), meanwhile);
  let cut = 0;
  const chunks = sizes.map((size) => {
    const start = cut;
    cut += size;
    return () => ready(values.slice(start, start + size));
  });
  // A transaction in progress is lost as a whole with its first failure: a savepoint for the chunks would save nothing.
  const run = () => runAll(chunks, meanwhile);
  return connection.inTransaction ? run() : connection.transaction(run);
}

/** Sends statements one after the other. While a database that takes its time is at one, the next is made ready. */
async function runAll(
  chunks: readonly (() => ReadyStatement)[],
  meanwhile: (() => void) | undefined,
): Promise<OperationResult> {
  const rows: Row[] = [];
  let rowCount = 0;
  let inserted: number | undefined;
  let send = chunks[0]?.();
  for (let next = 1; send !== undefined; next++) {
    const given = send();
    const prepare = chunks[next];
    const [part, later] =
      given instanceof Promise
        ? await whileSent(given, () => (prepare === undefined ? void meanwhile?.() : prepare()))
        : [given, prepare?.()];
    for (const row of part.rows) rows.push(row);
    rowCount += part.rowCount;
    if (part.inserted !== undefined) inserted = (inserted ?? 0) + part.inserted;
    send = later;
  }
  return { rows, rowCount, ...(inserted === undefined ? {} : { inserted }) };
}

/** Tells that a statement is on its way, when its database takes its time. */
function told(
  given: MaybePromise<OperationResult>,
  meanwhile: (() => void) | undefined,
): MaybePromise<OperationResult> {
  if (!(given instanceof Promise) || meanwhile === undefined) return given;
  return whileSent(given, meanwhile).then(([result]) => result);
}
