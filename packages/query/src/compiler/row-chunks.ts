import type { DialectName } from "@dataflow/core";
import type { DialectCodec } from "../dialects/column-codec.ts";
import { DIALECTS } from "../dialects/dialects.ts";
import type { QueryDialect, RowBatch } from "../dialects/query-dialect.ts";
import { queryErrors } from "../errors/query-errors.ts";
import { invalidStatement } from "./statement-form.ts";

/**
 * How many rows one insert, or one update of rows by key, should carry at most.
 *
 * @param dialect the database's dialect
 * @param fieldCount how many fields each row has
 * @returns the number of rows
 * @example
 * ```ts
 * import { maxRowsPerInsert } from "@dataflow/query";
 *
 * console.log(maxRowsPerInsert("sqlite", 8)); // 256
 * ```
 */
export function maxRowsPerInsert(dialect: DialectName, fieldCount: number): number {
  return DIALECTS[dialect].batches.maxRows(fieldCount);
}

/**
 * Cuts many rows into the sizes of statements, so that few different texts are prepared: as many full ones as there
 * are, then the rest; where each size is a text of its own, the rest is cut in powers of two.
 *
 * @param dialect the database's dialect
 * @param fieldCount how many fields each row has
 * @param rowCount how many rows there are
 * @returns the sizes, in order; their sum is `rowCount`
 * @example
 * ```ts
 * import { rowChunks } from "@dataflow/query";
 *
 * console.log(rowChunks("sqlite", 8, 600)); // [256, 256, 64, 16, 8]
 * ```
 */
export function rowChunks(dialect: DialectName, fieldCount: number, rowCount: number): readonly number[] {
  const { batches } = DIALECTS[dialect];
  const most = batches.maxRows(fieldCount);
  const hasOneText = batches.shape(2) === batches.shape(3);
  const sizes: number[] = [];
  let rest = rowCount;
  while (rest > 0) {
    const size = rest >= most ? most : hasOneText ? rest : 2 ** Math.floor(Math.log2(rest));
    sizes.push(size);
    rest -= size;
  }
  return sizes;
}

/**
 * Refuses rows that do not have a value for each column: one too few or too many would shift the others.
 *
 * @param batch the columns and the rows
 * @throws QUERY.INVALID_STATEMENT
 */
export function checkRowLengths<Codec extends DialectCodec>({ columns, rows }: RowBatch<Codec>): void {
  if (rows.every((row) => row.length === columns.length)) return;
  throw invalidStatement(
    `A statement has a row without exactly ${columns.length} values`,
    "each row has one value for each field, in the same order",
    "pass null for a value that is not there",
  );
}

/**
 * Refuses a statement with no rows, or with more than its parameters can carry.
 *
 * @param rowCount how many rows it has
 * @param fieldCount how many fields each has
 * @param dialect the dialect
 * @throws QUERY.INVALID_STATEMENT, QUERY.TOO_MANY_ROWS
 */
export function checkRowCount<Codec extends DialectCodec>(
  rowCount: number,
  fieldCount: number,
  dialect: QueryDialect<Codec>,
): void {
  if (rowCount === 0) {
    throw invalidStatement(
      "A statement has no rows",
      "there is nothing to write",
      "leave the statement out when there are no rows",
    );
  }
  const parametersPerRow = dialect.batches.shape(2) === dialect.batches.shape(3) ? 0 : fieldCount;
  const most = fieldCount === 0 ? 1 : Math.floor(dialect.capabilities.maxParameters / Math.max(parametersPerRow, 1));
  if (rowCount <= most || (fieldCount > 0 && parametersPerRow === 0)) return;
  throw queryErrors.create("TOO_MANY_ROWS", {
    message: `A statement has ${rowCount} rows, and ${most} fit`,
    why:
      fieldCount === 0
        ? "rows of defaults only are inserted one by one"
        : "each value is a parameter, and their number is limited",
    fix: "cut the rows with rowChunks",
    meta: { rowCount, most },
  });
}
