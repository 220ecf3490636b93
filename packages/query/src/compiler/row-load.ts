import type { DialectName } from "@dataflow/core";
import type { DialectCodec } from "../dialects/column-codec.ts";
import { DIALECTS } from "../dialects/dialects.ts";
import type { LoadForm, QueryDialect } from "../dialects/query-dialect.ts";
import type { RawRow, SqlParameter } from "../statement/compiled-statement.ts";
import type { QueryTable } from "../table/query-table.ts";
import { columnOf, createTableView, type TableView } from "./table-view.ts";

/** A statement with its parameters. */
export interface LoadQuery<Result> {
  readonly text: string;
  readonly parameters: readonly SqlParameter[];
  readonly read: (row: RawRow) => Result;
}

/** Whether a table's rows can be loaded, as its database says. */
export interface LoadCheck {
  readonly isPossible: boolean;
  /** What numbers the rows, when the caller asked for a numbered field and may take numbers from it. */
  readonly sequence: string | undefined;
}

/** Rows that travel behind the statement, not as its parameters. */
export interface RowLoad {
  readonly text: string;
  readonly rows: Iterable<string>;
}

/** How many rows of one table go into its database the fastest way: without a parameter for each value. */
export interface TableLoader {
  /** Fewer rows than this gain nothing. */
  readonly leastRows: number;
  /** Asks whether this table can be loaded; by triggers and the like it may store other rows than an insert would. */
  check(numbered: string | undefined): LoadQuery<LoadCheck>;
  /** Takes numbers for new rows, so that they are known beforehand. */
  takeNumbers(sequence: string, count: number, field: string): LoadQuery<unknown>;
  /** The load of rows. Rows are written as they are sent. */
  load(fields: readonly string[], rows: readonly (readonly unknown[])[]): RowLoad;
}

/**
 * How rows of a table are loaded.
 *
 * @param table the table
 * @param dialect the database's dialect
 * @returns the loader; undefined where nothing is faster than an insert
 * @example
 * ```ts
 * import { type QueryTable, tableLoader } from "@dataflow/query";
 *
 * function loadText(users: QueryTable) {
 *   return tableLoader(users, "postgres")?.load(["name"], [["Ann"], ["Bob"]]).text; // COPY "users" ("name") FROM STDIN
 * }
 * ```
 */
export function tableLoader(table: QueryTable, dialect: DialectName): TableLoader | undefined {
  return LOADERS[dialect](table);
}

const LOADERS: Readonly<Record<DialectName, (table: QueryTable) => TableLoader | undefined>> = Object.freeze({
  postgres: loadersOf(DIALECTS.postgres),
  sqlite: loadersOf(DIALECTS.sqlite),
});

function loadersOf<Codec extends DialectCodec>(
  dialect: QueryDialect<Codec>,
): (table: QueryTable) => TableLoader | undefined {
  const { loads } = dialect;
  if (loads === undefined) return () => undefined;
  const known = new WeakMap<QueryTable, TableLoader>();
  return (table) => {
    const loader = known.get(table) ?? loaderOf(createTableView(table, dialect), loads);
    known.set(table, loader);
    return loader;
  };
}

function loaderOf<Codec extends DialectCodec>(view: TableView<Codec>, loads: LoadForm<Codec>): TableLoader {
  return Object.freeze({
    leastRows: loads.leastRows,
    check: (numbered: string | undefined) => ({
      text: loads.checkText,
      parameters: [view.sql, numbered === undefined ? null : columnOf(view, numbered).field.column],
      read: ([isPossible, sequence]: RawRow) => ({
        isPossible: isPossible === "t",
        sequence: typeof sequence === "string" ? sequence : undefined,
      }),
    }),
    takeNumbers: (sequence: string, count: number, field: string) => ({
      text: loads.numbersText,
      parameters: [sequence, count],
      read: ([number]: RawRow) => columnOf(view, field).codec.decode(number),
    }),
    load: (fields: readonly string[], rows: readonly (readonly unknown[])[]) => {
      const columns = fields.map((field) => columnOf(view, field));
      return { text: loads.print(view.sql, columns), rows: loads.pieces(columns, rows) };
    },
  });
}
