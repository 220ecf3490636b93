import type { DialectName } from "@dataflow/core";
import { columnCodec, DIALECTS } from "../dialects/dialects.ts";
import type { QueryTable } from "../table/query-table.ts";
import type { LoadQuery } from "./row-load.ts";
import { quoteTable } from "./table-view.ts";

/** How a table numbers its rows, as its database says. */
export interface RowNumberCheck {
  /** Whether each new row gets the number after the greatest one, and nothing else does anything to the table's rows. */
  readonly isInOrder: boolean;
  /** The column whose values the numbers are; undefined when no column has them. */
  readonly column: string | undefined;
}

/** What can be asked of the numbers behind the rows of a table. */
export interface RowNumbers {
  /** Gives another text whenever the check may say something else than before. */
  readonly stamp: LoadQuery<string>;
  readonly check: LoadQuery<RowNumberCheck>;
  /** The greatest number; 0 in an empty table. Only of a table that the check says yes to, like the next. */
  readonly last: LoadQuery<bigint>;
  /** How many rows have a greater one. */
  countAbove(number: bigint): LoadQuery<number>;
  /** So many numbers up to the last one, as the values of the field that has them. */
  valuesTo(last: bigint, count: number, field: string): readonly unknown[];
}

/**
 * What tells new rows from those before, where a database numbers all rows and cannot tell in another way.
 *
 * @param table the table
 * @param dialect the database's dialect
 * @returns what can be asked; undefined where it is of no use
 * @example
 * ```ts
 * import { type QueryTable, rowNumbers } from "@dataflow/query";
 *
 * function countText(users: QueryTable) {
 *   return rowNumbers(users, "sqlite")?.countAbove(7n).text; // SELECT count(*) FROM "users" WHERE _rowid_ > ?
 * }
 * ```
 */
export function rowNumbers(table: QueryTable, dialect: DialectName): RowNumbers | undefined {
  const { numbers } = DIALECTS[dialect];
  if (numbers === undefined) return undefined;
  const sql = quoteTable(table);
  return {
    stamp: { text: numbers.stampText, parameters: [table.name], read: ([stamp]) => String(stamp) },
    check: {
      text: numbers.checkText,
      parameters: [table.name],
      read: ([isInOrder, column]) => ({
        isInOrder: Boolean(isInOrder),
        column: typeof column === "string" ? column : undefined,
      }),
    },
    last: { text: numbers.lastText(sql), parameters: [], read: ([last]) => BigInt(String(last)) },
    countAbove: (number) => ({ text: numbers.countText(sql), parameters: [number], read: ([count]) => Number(count) }),
    valuesTo: (last, count, field) => {
      const type = table.fields.get(field)?.type ?? { kind: "bigint" };
      const { decode } = columnCodec(dialect, type, `${table.label}.${field}`);
      const first = last - BigInt(count) + 1n;
      return Array.from({ length: count }, (_, index) => decode(first + BigInt(index)));
    },
  };
}
