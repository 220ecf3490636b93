import { type DataFlowError, suggestion } from "@dataflow/core";
import { queryErrors } from "../errors/query-errors.ts";
import type { QueryTable } from "../table/query-table.ts";

/** Keys come from outside; a message shows no more of one than this. */
const SHOWN_LENGTH = 64;

/**
 * A key from outside, short enough for a message.
 *
 * @param key the key
 * @returns its beginning
 */
export function shown(key: string): string {
  return key.length <= SHOWN_LENGTH ? key : `${key.slice(0, SHOWN_LENGTH).toWellFormed()}…`;
}

/**
 * The error for a filter that is not built as filters are.
 *
 * @param path the place
 * @param problem what is wrong there, as the end of a sentence
 * @param fix what to write
 * @returns the error, to be thrown
 */
export function invalidFilter(path: string, problem: string, fix: string): DataFlowError {
  return queryErrors.create("INVALID_FILTER", {
    message: `${path} ${problem}`,
    why: "a filter names fields with a value or operators, and joins filters with $and, $or, $nor and $not",
    fix,
    meta: { path },
  });
}

/**
 * The error for a value that does not fit.
 *
 * @param path the place
 * @param problem what is wrong with the value; never the value
 * @param fix what to pass
 * @returns the error, to be thrown
 */
export function invalidValue(path: string, problem: string, fix: string): DataFlowError {
  return queryErrors.create("INVALID_VALUE", {
    message: `${path} ${problem}`,
    why: "values are compared as their field's kind, and never converted on the way",
    fix,
    meta: { path },
  });
}

/**
 * The error for a value that is undefined.
 *
 * @param path the place
 * @returns the error, to be thrown
 */
export function undefinedValue(path: string): DataFlowError {
  return queryErrors.create("UNDEFINED_VALUE", {
    message: `${path} is undefined`,
    why: "a condition that silently disappears would match more rows than were meant",
    fix: "leave the key out, or write null to look for nulls",
    meta: { path },
  });
}

/**
 * The error for a query that is larger than its limits.
 *
 * @param path the place
 * @param problem what is too large
 * @param fix what to do
 * @returns the error, to be thrown
 */
export function tooComplex(path: string, problem: string, fix: string): DataFlowError {
  return queryErrors.create("TOO_COMPLEX", {
    message: `${path} ${problem}`,
    why: "queries may come from outside, and a limit keeps one from taking all the time there is",
    fix,
    meta: { path },
  });
}

/**
 * The error for a search through a table without a text index.
 *
 * @param table the table
 * @param path the place
 * @returns the error, to be thrown
 */
export function noTextIndex(table: QueryTable, path: string): DataFlowError {
  return queryErrors.create("UNSUPPORTED_OPERATOR", {
    message: `${path}: ${table.label} has no texts to search`,
    why: "a search goes through the texts that a text index is over, and the table declares none",
    fix: 'name them in the model: textSearch: ["title"], or as textIndex of the table; $contains needs no index',
    meta: { path, table: table.label },
  });
}

/**
 * The error for a field that a table does not have.
 *
 * @param name what was written
 * @param path the place
 * @param table the table
 * @param names the fields that may be named; no other is told of
 * @returns the error, to be thrown
 */
export function unknownField(
  name: string,
  path: string,
  table: QueryTable,
  names: readonly string[] = [...table.fields.keys()],
): DataFlowError {
  return queryErrors.create("UNKNOWN_FIELD", {
    message: `${path}: ${table.label} has no field "${shown(name)}"`,
    why: "only fields of the table may be named",
    fix: suggestion(name, names),
    meta: { path, table: table.label },
  });
}

/**
 * The error for an operator that does not exist.
 *
 * @param name what was written
 * @param path the place
 * @param valid what may stand there
 * @returns the error, to be thrown
 */
export function unknownOperator(name: string, path: string, valid: readonly string[]): DataFlowError {
  return queryErrors.create("UNKNOWN_OPERATOR", {
    message: `${path}: there is no operator "${shown(name)}" here`,
    why: "operators are a closed list",
    fix: suggestion(name, valid),
    meta: { path },
  });
}
