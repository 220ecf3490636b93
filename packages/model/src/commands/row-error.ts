import { DataFlowError, isDataFlowError } from "@dataflow/core";

/** What one row of a bulk operation could not be stored for. */
export interface RowError {
  /** The row's place in the input, from 0. */
  readonly row: number;
  readonly code: string;
  readonly message: string;
  /** The fields that are to blame, as far as it is known. */
  readonly fields: readonly string[];
  /** The database's constraint, when one refused the row and the database names it. */
  readonly constraint?: string;
}

/** Errors that one row can be to blame for; any other ends the operation. */
const ROW_ERRORS: ReadonlySet<string> = new Set([
  "MODEL.INVALID_INPUT",
  "MODEL.HIDDEN_CONFLICT",
  "MODEL.VERSION_CONFLICT",
  "DATABASE.UNIQUE_VIOLATION",
  "DATABASE.FOREIGN_KEY_VIOLATION",
  "DATABASE.NOT_NULL_VIOLATION",
  "DATABASE.CHECK_VIOLATION",
  "DATABASE.TRIGGER_REFUSED",
  "DATABASE.VALUE_OUT_OF_RANGE",
  "DATABASE.INVALID_VALUE",
]);

/**
 * Whether an error may be about one row among many, so that the others are worth another attempt.
 *
 * @param error what was thrown
 * @returns whether it is
 */
export function isRowError(error: unknown): error is DataFlowError {
  return isDataFlowError(error) && ROW_ERRORS.has(error.code);
}

/**
 * Whether an error says that a unique value is another row's.
 *
 * @param error what was thrown
 * @returns whether it does
 */
export function isTakenValue(error: unknown): error is DataFlowError {
  return isDataFlowError(error) && error.code === "DATABASE.UNIQUE_VIOLATION";
}

/**
 * Whether an error names its rows by itself: what is found before anything is written names every row and field.
 *
 * @param error an error about rows
 * @returns whether it does
 */
export function namesItsRows(error: DataFlowError): boolean {
  return error.code === "MODEL.INVALID_INPUT";
}

/**
 * Describes why a row could not be stored.
 *
 * @param row the row's place in the input
 * @param error what was thrown when it was stored alone
 * @returns the description, without any value
 */
export function describeRowError(row: number, error: DataFlowError): RowError {
  const { code, message } = error;
  const { constraint } = error.meta;
  return {
    row,
    code,
    message,
    fields: fieldsOf(error),
    ...(typeof constraint === "string" ? { constraint } : {}),
  };
}

/**
 * The same error, saying which row of the input it is about.
 *
 * @param row the row's place in the input
 * @param error what was thrown when it was stored alone
 * @returns an error of the same code
 */
export function errorOfRow(row: number, error: DataFlowError): DataFlowError {
  const { code, message, why, fix, meta, diagnostics, isRetryable } = error;
  return new DataFlowError(code, {
    message: `row ${row}: ${message}`,
    why,
    fix,
    meta: { ...meta, row },
    diagnostics,
    cause: error,
    isRetryable,
  });
}

/** Findings name a place such as `User[3].email`; the database's errors were put into the model's words before. */
function fieldsOf({ diagnostics, meta }: DataFlowError): readonly string[] {
  if (diagnostics.length > 0) {
    const paths = diagnostics.map(({ path }) => path).filter((path) => path.includes("."));
    return [...new Set(paths.map((path) => path.slice(path.indexOf(".") + 1)))];
  }
  return Array.isArray(meta.fields) ? meta.fields.filter((field) => typeof field === "string") : [];
}
