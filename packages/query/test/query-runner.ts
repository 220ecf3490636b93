import type { ColumnType, DialectName, Table } from "@dataflow/core";
import { databases } from "@dataflow-tooling/vitest";
import Database from "better-sqlite3";
import pg from "pg";
import { RE2JS } from "re2js";
import { compileStatement } from "../src/compiler/compile-statement.ts";
import { quoteIdentifier } from "../src/dialects/predicate-text.ts";
import type { SqlParameter } from "../src/statement/compiled-statement.ts";
import type { Statement } from "../src/statement/statement.ts";
import type { QueryTable } from "../src/table/query-table.ts";

/** Rows of a statement, as its own reader gives them. */
export type Rows = readonly Readonly<Record<string, unknown>>[];

/** A real database that runs compiled statements with a plain driver: this package must not know the one above it. */
export interface QueryRunner {
  readonly dialect: DialectName;
  createTable(table: Table): Promise<void>;
  /** Compiles a statement, runs it and reads its rows. */
  run(statement: Statement): Promise<Rows>;
  /** Runs a text; rows come raw. */
  query(text: string, parameters?: readonly SqlParameter[]): Promise<readonly (readonly unknown[])[]>;
  close(): Promise<void>;
}

interface Driver {
  query(text: string, parameters: readonly SqlParameter[]): Promise<readonly (readonly unknown[])[]>;
  close(): Promise<void>;
}

/** Every database: `describe.each(runners)("$name", ({ open }) => …)`. */
export const runners: readonly { readonly name: DialectName; readonly open: () => Promise<QueryRunner> }[] =
  databases.map(({ name, freshUrl }) => ({
    name,
    open: async () =>
      createRunner(name, name === "sqlite" ? openSqlite(await freshUrl()) : await openPostgres(await freshUrl())),
  }));

/** Opens every database, each with a table of this schema. */
export async function openRunners(schema: Table): Promise<readonly QueryRunner[]> {
  const open = await Promise.all(runners.map((runner) => runner.open()));
  for (const runner of open) await runner.createTable(schema);
  return open;
}

/** Stores rows; a field that a row does not have is null. */
export async function storeRows(open: readonly QueryRunner[], table: QueryTable, rows: Rows): Promise<void> {
  const fields = [...table.fields.keys()];
  const values = rows.map((row) => fields.map((field) => row[field]));
  for (const runner of open) await runner.run({ kind: "insert", table, fields, rows: values, returning: [] });
}

/** Closes what `openRunners` opened. */
export async function closeRunners(open: readonly QueryRunner[]): Promise<void> {
  await Promise.all(open.map((runner) => runner.close()));
}

function createRunner(dialect: DialectName, driver: Driver): QueryRunner {
  return {
    dialect,
    createTable: async (table) => {
      await driver.query(createTableSql(table, dialect), []);
    },
    run: async (statement) => {
      const { plan, parameters } = compileStatement(statement, dialect);
      return (await driver.query(plan.text, parameters)).map(plan.readRow);
    },
    query: (text, parameters = []) => driver.query(text, parameters),
    close: () => driver.close(),
  };
}

function openSqlite(url: string): Driver {
  const database = new Database(url.replace("sqlite:///", ""));
  // A test does not have to survive a power cut.
  database.pragma("synchronous = OFF");
  const compiled = new Map<unknown, RE2JS>();
  database.function("regexp", { deterministic: true }, (expression: unknown, text: unknown) => {
    if (typeof expression !== "string" || typeof text !== "string") return null;
    const known = compiled.get(expression) ?? RE2JS.compile(expression);
    compiled.set(expression, known);
    return Number(known.test(text));
  });
  return {
    query: async (text, parameters) => {
      const statement = database.prepare<unknown[]>(text);
      if (statement.reader) return statement.raw().all([...parameters]) as unknown[][]; // the driver types rows as unknown
      statement.run([...parameters]);
      return [];
    },
    close: async () => {
      database.close();
    },
  };
}

async function openPostgres(url: string): Promise<Driver> {
  const client = new pg.Client({ connectionString: url });
  await client.connect();
  await client.query("SET TimeZone = 'UTC'; SET DateStyle = 'ISO'; SET jit = off");
  const types = { getTypeParser: () => (value: string) => value };
  return {
    query: async (text, parameters) => {
      const result = await client.query<unknown[]>({ text, values: [...parameters], rowMode: "array", types });
      return result.rows;
    },
    close: () => client.end(),
  };
}

/** DDL as the storage decisions of docs/storage.md say it. */
function createTableSql(table: Table, dialect: DialectName): string {
  const columns = table.columns.map(
    ({ name, type, nullable }) => `${quoteIdentifier(name)} ${TYPE_SQL[dialect](type)}${nullable ? "" : " NOT NULL"}`,
  );
  const key =
    table.primaryKey === undefined ? [] : [`PRIMARY KEY (${table.primaryKey.columns.map(quoteIdentifier).join(", ")})`];
  const uniques = table.uniques.map(({ columns: names }) => `UNIQUE (${names.map(quoteIdentifier).join(", ")})`);
  return `CREATE TABLE ${quoteIdentifier(table.name)} (${[...columns, ...key, ...uniques].join(", ")})`;
}

const TYPE_SQL: Readonly<Record<DialectName, (type: ColumnType) => string>> = {
  postgres: postgresType,
  sqlite: sqliteType,
};

function postgresType(type: ColumnType): string {
  switch (type.kind) {
    case "text":
      return type.length === undefined ? "text" : `varchar(${type.length})`;
    case "real":
      return "double precision";
    case "decimal":
      return `numeric(${type.precision},${type.scale})`;
    case "timestamp":
      return "timestamptz(3)";
    case "time":
      return "time(3)";
    case "json":
      return "jsonb";
    case "array":
      return `${postgresType(type.element)}[]`;
    case "enum":
      return "text";
    case "bytes":
      return "bytea";
    case "unknown":
      return type.sql;
    default:
      return type.kind;
  }
}

function sqliteType(type: ColumnType): string {
  switch (type.kind) {
    case "decimal":
      return `${type.precision <= 18 ? "DECIMAL_INT" : "DECIMAL_TEXT"}(${type.precision},${type.scale})`;
    case "real":
      return "DOUBLE";
    case "boolean":
    case "timestamp":
      return `${type.kind}_INT`;
    case "text":
    case "enum":
      return "TEXT";
    case "integer":
    case "bigint":
      return type.kind;
    case "bytes":
      return "BLOB";
    case "unknown":
      return type.sql;
    default:
      return `${type.kind}_TEXT`;
  }
}
