/**
 * What programs do to a table all day, measured before and after a migration: the same statements in the words of before,
 * as those programs go on using them. A statement that fails afterwards is a finding, too.
 */
import { isDataFlowError } from "@dataflow/core";
import type { Connection, SqlParameter } from "@dataflow/database";
import type { Catalog } from "../catalog/catalog.ts";
import type { ObjectId } from "../catalog/object-id.ts";
import type { CopyColumn, CopyTable } from "../dialects/copy-dialect.ts";
import { copyDialect } from "../dialects/copy-dialects.ts";
import { quoteIdentifier, quoteList, quoteTable } from "../dialects/sql-text.ts";
import { type CopyPlan, planCopy } from "./copy-tables.ts";

/** What a program does. Writes are rolled back. */
export type WorkloadKind = "readByKey" | "readAll" | "update" | "insert";

/** One kind of statement on one table. */
export interface WorkloadStatement {
  readonly table: ObjectId;
  readonly kind: WorkloadKind;
  readonly text: string;
  /** Is run before, and not measured. */
  readonly before?: { readonly text: string; readonly parameters: readonly (readonly SqlParameter[])[] };
  /** Of one run after the other. */
  readonly parameters: readonly (readonly SqlParameter[])[];
}

/** How long a statement took. */
export type WorkloadTime = { readonly medianMs: number } | { readonly errorCode: string };

const RUNS = 15;
const WARM_UPS = 2;

/**
 * Writes the statements for some tables, with keys and rows that are there.
 *
 * @param connection the database
 * @param catalog what it consists of
 * @param tables the tables; those without a key are only read as a whole
 */
export async function planWorkload(
  connection: Connection,
  catalog: Catalog,
  tables: readonly ObjectId[],
): Promise<readonly WorkloadStatement[]> {
  const plan = planCopy(catalog);
  const statements: WorkloadStatement[] = [];
  for (const table of plan.tables.filter(({ id }) => tables.includes(id)))
    statements.push(...(await statementsOf(connection, table, plan, catalog)));
  return statements;
}

/** Runs a statement some times, each for itself. @returns the median, or why it cannot be run */
export async function measureStatement(connection: Connection, statement: WorkloadStatement): Promise<WorkloadTime> {
  const times: number[] = [];
  try {
    for (let run = -WARM_UPS; run < RUNS; run += 1) {
      const time = await runOnce(connection, statement, Math.abs(run));
      if (run >= 0) times.push(time);
    }
  } catch (error) {
    if (isDataFlowError(error)) return { errorCode: error.code };
    throw error;
  }
  return { medianMs: median(times) };
}

/** The middle one. */
export function median(values: readonly number[]): number {
  return values.toSorted((left, right) => left - right)[Math.floor(values.length / 2)] ?? Number.NaN;
}

async function runOnce(connection: Connection, statement: WorkloadStatement, run: number): Promise<number> {
  const { text, parameters, before } = statement;
  const at = run % Math.max(1, parameters.length);
  let time = 0;
  const body = async (): Promise<void> => {
    if (before !== undefined) await connection.execute({ text: before.text }, before.parameters[at] ?? []);
    const startedAt = performance.now();
    await connection.execute({ text }, parameters[at] ?? []);
    time = performance.now() - startedAt;
  };
  if (statement.kind === "readByKey" || statement.kind === "readAll") await body();
  else await undone(connection, body);
  return time;
}

class Undone extends Error {}

/** Runs something in a transaction that is rolled back. */
export async function undone(connection: Connection, body: () => Promise<void>): Promise<void> {
  try {
    await connection.transaction(async () => {
      await body();
      throw new Undone("this is rolled back on purpose");
    });
  } catch (error) {
    if (!(error instanceof Undone)) throw error;
  }
}

async function statementsOf(
  connection: Connection,
  table: CopyTable,
  plan: CopyPlan,
  catalog: Catalog,
): Promise<readonly WorkloadStatement[]> {
  const { id, columns, key } = table;
  const name = quoteTable(table.table);
  const names = columns.map((column) => quoteIdentifier(column.name));
  if (names.length === 0) return [];
  const counts = names.slice(0, MOST_COUNTED).map((column) => `count(${column})`);
  const readAll = {
    table: id,
    kind: "readAll",
    text: `SELECT ${counts.join(", ")} FROM ${name}`,
    parameters: [],
  } as const;
  const keyColumns = key.flatMap((keyName) => columns.filter((column) => column.name === keyName));
  if (keyColumns.length === 0) return [readAll];
  const rows = await someRows(connection, table);
  if (rows.length === 0) return [readAll];
  const keys = rows.map((row) => keyColumns.map((column) => row[columns.indexOf(column)] ?? null));
  const where = keyColumns.map(
    (column, index) => `${quoteIdentifier(column.name)} = ${placeholder(connection, index, column)}`,
  );
  const found = where.join(" AND ");
  const changed = quoteIdentifier((columns.find((column) => !key.includes(column.name)) ?? columns[0])?.name ?? "");
  const byKey = { table: id, parameters: keys };
  return [
    { ...byKey, kind: "readByKey", text: `SELECT ${names.join(", ")} FROM ${name} WHERE ${found}` },
    readAll,
    { ...byKey, kind: "update", text: `UPDATE ${name} SET ${changed} = ${changed} WHERE ${found}` },
    ...(isReferredTo(table, plan) ? [] : [insertOf(connection, table, { catalog, rows, keys, found })]),
  ];
}

const MOST_COUNTED = 100;

interface InsertInput {
  readonly catalog: Catalog;
  readonly rows: readonly (readonly SqlParameter[])[];
  readonly keys: readonly (readonly SqlParameter[])[];
  readonly found: string;
}

/** A row that is taken away and put in again: there is no other one that surely fits. */
function insertOf(connection: Connection, table: CopyTable, input: InsertInput): WorkloadStatement {
  const name = quoteTable(table.table);
  const hasIdentity = input.catalog.objects.some(
    (object) => object.kind === "column" && object.parent === table.id && object.definition.identity !== undefined,
  );
  const marks = table.columns.map((column, index) => placeholder(connection, index, column));
  const names = quoteList(table.columns.map((column) => column.name));
  return {
    table: table.id,
    kind: "insert",
    before: { text: `DELETE FROM ${name} WHERE ${input.found}`, parameters: input.keys },
    text: `INSERT INTO ${name} ${names}${hasIdentity ? " OVERRIDING SYSTEM VALUE" : ""} VALUES (${marks.join(", ")})`,
    parameters: input.rows,
  };
}

async function someRows(connection: Connection, table: CopyTable): Promise<readonly (readonly SqlParameter[])[]> {
  const dialect = copyDialect(connection.dialect);
  const { from, hash } = dialect.identified(table, 1);
  const values = table.columns.map(({ name }) => dialect.exact(`t.${quoteIdentifier(name)}`));
  const { rows } = await connection.execute(
    { text: `SELECT ${values.join(", ")} FROM ${from} ORDER BY ${hash} LIMIT ${RUNS}` },
    [],
  );
  return rows as readonly (readonly SqlParameter[])[]; // a driver gives what it takes
}

/** While rows of others refer to it, no row can be taken away. */
function isReferredTo(table: CopyTable, plan: CopyPlan): boolean {
  return [...plan.references.values()].flat().some(({ parents }) => parents.some(({ id }) => id === table.id));
}

function placeholder(connection: Connection, index: number, { type }: CopyColumn): string {
  return copyDialect(connection.dialect).placeholder(index + 1, type);
}
