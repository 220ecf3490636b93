import { type DataFlowError, isDataFlowError } from "@dataflow/core";
import { type DatabaseErrorKind, databaseErrors } from "./database-errors.ts";

/**
 * What a driver's error says that may be repeated: names and codes, never a message or a detail, because those quote
 * values of rows.
 */
export interface DriverErrorFacts {
  readonly code?: string;
  readonly severity?: string;
  readonly routine?: string;
  readonly schema?: string;
  readonly table?: string;
  readonly column?: string;
  readonly constraint?: string;
}

/** What a dialect makes of an error of its driver. */
export interface DriverFailure {
  readonly kind: DatabaseErrorKind;
  readonly message: string;
  readonly why: string;
  readonly fix: string;
  readonly meta?: Readonly<Record<string, unknown>>;
  readonly facts?: DriverErrorFacts;
  readonly isRetryable?: boolean;
}

/** Turns a classified failure into the error that a caller gets. */
export function failureError(failure: DriverFailure): DataFlowError {
  const { kind, message, why, fix, meta, facts, isRetryable } = failure;
  return databaseErrors.create(kind, {
    message,
    why,
    fix,
    ...(meta === undefined ? {} : { meta }),
    ...(facts === undefined ? {} : { cause: Object.freeze(withoutAbsent(facts)) }),
    ...(isRetryable === undefined ? {} : { isRetryable }),
  });
}

/** The kind of one of our own errors, or undefined for anything else that was thrown. */
export function databaseErrorKind(error: unknown): string | undefined {
  if (!isDataFlowError(error) || !error.code.startsWith(`${databaseErrors.namespace}.`)) return undefined;
  return error.code.slice(databaseErrors.namespace.length + 1);
}

/** A copy without the keys whose value is undefined. */
export function withoutAbsent(values: object): Record<string, unknown> {
  return Object.fromEntries(Object.entries(values).filter(([, value]) => value !== undefined));
}
