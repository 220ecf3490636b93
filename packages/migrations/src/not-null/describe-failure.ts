import type { Refused } from "./addition.ts";

/** What failures mean, and what helps, by the database's own code or else by ours. */
const FAILURES: ReadonlyMap<string, readonly [meaning: string, suggestion: string]> = new Map([
  ["22012", ["it divides by zero", "divide by nullif(…, 0) and put coalesce(…, a value) around it"]],
  ["22001", ["a text is longer than the type allows", "take a wider type, or shorten the value in the expression"]],
  ["22003", ["a number is greater than the type allows", "take a wider type"]],
  [
    "22P02",
    ["a text cannot be read as the type", "convert only what has the right form: CASE WHEN … ~ '^[0-9]+$' THEN … END"],
  ],
  ["22007", ["a text is no date or time", "convert only what has the right form, and give a value for the rest"]],
  ["22008", ["a date or time is out of range", "convert only what is in range, and give a value for the rest"]],
  ["21000", ["a subquery gives more than one row", "look up by columns that are unique, or take max(…) of them"]],
  ["23502", ["the type itself refuses NULL", "take the type that it is made from"]],
  ["23514", ["a value breaks a check of the type", "correct the expression, or take the type that it is made from"]],
  ["42804", ["the expression gives another type than the column's", "convert it: CAST(… AS the type)"]],
  ["42883", ["a function or operator does not exist for these types", "correct its name, or convert its arguments"]],
  ["42704", ["the type does not exist", "correct dataType"]],
  ["42P01", ["a table does not exist", "correct its name, with its schema"]],
  ["25006", ["the expression writes", "take an expression that only reads"]],
  ["DATABASE.UNDEFINED_COLUMN", ["a column does not exist", "correct the name in the expression"]],
  ["DATABASE.UNDEFINED_TABLE", ["a table does not exist", "correct its name, with its schema"]],
  ["DATABASE.SYNTAX", ["it is not valid SQL", "correct the expression or the type"]],
  ["DATABASE.READ_ONLY", ["the expression writes", "take an expression that only reads"]],
  ["DATABASE.CHECK_VIOLATION", ["a value breaks a check", "correct the expression"]],
  ["DATABASE.NOT_NULL_VIOLATION", ["a value is missing", "put coalesce(…, a value) around the expression"]],
  ["DATABASE.STATEMENT_TIMEOUT", ["a few rows took too long", "give the lookup an index"]],
  ["MIGRATION.SQL_NOT_PARSED", ["it is not one valid expression", "correct the expression"]],
]);

/** What a failure means, in words without a value. */
export function describeFailure({ code, state, message }: Refused): string {
  return FAILURES.get(state ?? "")?.[0] ?? FAILURES.get(code)?.[0] ?? message;
}

/** What helps against it. */
export function failureSuggestion({ code, state }: Refused): string {
  const known = FAILURES.get(state ?? "")?.[1] ?? FAILURES.get(code)?.[1];
  return known ?? `look up ${state ?? code} in the manual of the database, and correct the expression or the type`;
}
