import type { DialectCodec } from "../dialects/column-codec.ts";
import type { LoadForm, QueryDialect, RowLoad } from "../dialects/query-dialect.ts";
import type { RawRow, SqlParameter } from "../statement/compiled-statement.ts";
import type { QueryTable } from "../table/query-table.ts";
import { columnOf, createTableView, type TableView } from "./table-view.ts";

/** A statement with its parameters. */
export interface LoadQuery<Result> {
  readonly text: string;
  /** Present where it comes again and again: then it is kept prepared. */
  readonly name?: string;
  readonly parameters: readonly SqlParameter[];
  readonly read: (row: RawRow) => Result;
}

/** Whether a table's rows can be loaded, as its database says. */
export interface LoadCheck {
  readonly isPossible: boolean;
  /** What numbers the rows, when the caller asked for a numbered field and may take numbers from it. */
  readonly sequence: string | undefined;
  /** Whether every column of the table has the very type that its field's values are written in. */
  readonly isExact: boolean;
}

/** Rows to load. */
export interface LoadedRows {
  readonly fields: readonly string[];
  readonly values: readonly (readonly unknown[])[];
  /** Numbers that were taken for the rows, one for each. */
  readonly numbers?: { readonly field: string; readonly values: readonly unknown[] };
  /** What the check said. */
  readonly isExact: boolean;
}

/** How many rows of one table go into its database the fastest way: without a parameter for each value. */
export interface TableLoader {
  /** Fewer rows than this gain nothing. */
  readonly leastRows: number;
  /** Asks whether this table can be loaded; by triggers and the like it may store other rows than an insert would. */
  check(numbered: string | undefined): LoadQuery<LoadCheck>;
  /** Takes numbers for new rows, so that they are known beforehand. One row has all of them. */
  takeNumbers(sequence: string, count: number, field: string): LoadQuery<readonly unknown[]>;
  /** The load of rows. Rows are written as they are sent. */
  load(rows: LoadedRows): RowLoad;
}

/**
 * Makes what gives the loader of each table of a dialect; it is kept as long as the table lives.
 *
 * @param dialect the dialect
 * @returns the loader of a table, or undefined where nothing is faster than an insert
 */
export function loadersOf<Codec extends DialectCodec>(
  dialect: QueryDialect<Codec>,
): (table: QueryTable) => TableLoader | undefined {
  const { loads, statementName } = dialect;
  if (loads === undefined) return () => undefined;
  const known = new WeakMap<QueryTable, TableLoader>();
  return (table) => {
    const loader = known.get(table) ?? loaderOf(createTableView(table, dialect), loads, statementName);
    known.set(table, loader);
    return loader;
  };
}

function loaderOf<Codec extends DialectCodec>(
  view: TableView<Codec>,
  loads: LoadForm<Codec>,
  nameOf: (text: string) => string,
): TableLoader {
  const checkName = nameOf(loads.checkText);
  const numbersName = nameOf(loads.numbersText);
  return Object.freeze({
    leastRows: loads.leastRows,
    check: (numbered: string | undefined) => ({
      text: loads.checkText,
      name: checkName,
      parameters: [view.sql, numbered === undefined ? null : columnOf(view, numbered).field.column],
      read: ([isPossible, sequence, types]: RawRow) => ({
        isPossible: isPossible === "t",
        sequence: typeof sequence === "string" ? sequence : undefined,
        isExact: isExact(view, loads, types),
      }),
    }),
    takeNumbers: (sequence: string, count: number, field: string) => ({
      text: loads.numbersText,
      name: numbersName,
      parameters: [sequence, count],
      read: (row: RawRow) => {
        const numbers = loads.readNumbers(row);
        const { decode } = columnOf(view, field).codec;
        return "first" in numbers ? valuesFrom(decode(numbers.first), count) : numbers.map(decode);
      },
    }),
    load: ({ fields, values, numbers, isExact }: LoadedRows) => {
      const columns = fields.map((field) => columnOf(view, field));
      const numbered = numbers && { column: columnOf(view, numbers.field), values: numbers.values };
      return loads.load({ columns, rows: values, numbered }, { table: view.sql, isExact });
    },
  });
}

/** A number, and those that follow it, as the field has them. */
function valuesFrom(first: unknown, count: number): readonly unknown[] {
  const values: unknown[] = [];
  if (typeof first === "bigint") for (let value = first; values.length < count; value++) values.push(value);
  else for (let value = Number(first); values.length < count; value++) values.push(value);
  return values;
}

function isExact<Codec extends DialectCodec>(view: TableView<Codec>, loads: LoadForm<Codec>, types: unknown): boolean {
  // The server writes it: an object of its columns.
  const stored: Readonly<Record<string, unknown>> = typeof types === "string" ? JSON.parse(types) : {};
  return view.list.every(({ field, codec }) => loads.isExact(codec, stored[field.column]));
}
