import { databaseErrors } from "../errors/database-errors.ts";
import { invalidOption, refuseUnknownNames, trueOrFalse, wholeNumber } from "./connect-options.ts";
import type { IsolationLevel, TransactionOptions } from "./transaction-options.ts";

const OPTION_NAMES = [
  "isolation",
  "readOnly",
  "retry",
  "confirmCommit",
] as const satisfies readonly (keyof TransactionOptions)[];
const RETRY_NAMES = ["attempts", "delayMs"];
const MAX_ATTEMPTS = 100;
const MAX_DELAY_MS = 60_000;

/** Every isolation level, by its SQL name. */
export const ISOLATION_LEVELS: readonly IsolationLevel[] = Object.freeze([
  "read committed",
  "repeatable read",
  "serializable",
]);

/**
 * Checks the options of a transaction.
 *
 * @throws DATABASE.INVALID_OPTION
 */
export function checkTransactionOptions(options: TransactionOptions, isNested: boolean): void {
  refuseUnknownNames(options, OPTION_NAMES, "transaction");
  const given = OPTION_NAMES.filter((name) => options[name] !== undefined);
  if (isNested && given.length > 0) {
    throw databaseErrors.create("INVALID_OPTION", {
      message: `A nested transaction was given ${given.map((name) => `"${name}"`).join(", ")}`,
      why: "a nested transaction is a savepoint of the outer one and shares its isolation, its mode and its attempts",
      fix: "give the option to the outermost transaction",
    });
  }
  if (options.isolation !== undefined && !ISOLATION_LEVELS.includes(options.isolation)) {
    throw invalidOption("isolation", ISOLATION_LEVELS.map((level) => `"${level}"`).join(", "));
  }
  for (const name of ["readOnly", "confirmCommit"] as const)
    if (options[name] !== undefined) trueOrFalse(name, options[name]);
  if (options.retry !== undefined) checkRetry(options.retry);
}

function checkRetry(retry: NonNullable<TransactionOptions["retry"]>): void {
  if (typeof retry !== "object" || retry === null) throw invalidOption("retry", "{ attempts, delayMs? }");
  refuseUnknownNames(retry, RETRY_NAMES, "retry");
  wholeNumber("retry.attempts", retry.attempts, MAX_ATTEMPTS);
  if (retry.delayMs !== undefined) wholeNumber("retry.delayMs", retry.delayMs, MAX_DELAY_MS);
}
