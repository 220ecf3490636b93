import { suggestion } from "@dataflow/core";
import { databaseErrors } from "../errors/database-errors.ts";
import type { StatementListener } from "./statement-observer.ts";

/** How a connection behaves. Every time is in milliseconds. */
export interface ConnectOptions {
  /** Most connections to the server at once; on a file, most readers beside the writer. Default 20. */
  readonly poolSize?: number;
  /** Prints every statement and its duration, without parameters; a function is told instead. Default `false`. */
  readonly echo?: boolean | StatementListener;
  /** How long a new connection may take until it can be used. Default 4,000. */
  readonly connectTimeoutMs?: number;
  /** How long a statement waits for a free connection, or for its turn. Default 10,000. */
  readonly acquireTimeoutMs?: number;
  /** How long a statement may run. Absent: the server's own setting. Refused where a statement cannot be stopped. */
  readonly statementTimeoutMs?: number;
  /** How long a statement waits for a lock that somebody else holds. Default 5,000. */
  readonly busyTimeoutMs?: number;
  /** `"full"`: a commit survives power loss. `"normal"`: the last ones may be lost, nothing is damaged. Default: the database's own. */
  readonly durability?: "normal" | "full";
  /**
   * Whether the server is asked what became of every transaction whose commit's answer is lost, and of every statement
   * outside of one: that becomes a transaction of its own, which takes three round trips more. Default `false`. Changes
   * nothing on SQLite, where no answer is ever lost.
   */
  readonly confirmCommit?: boolean;
  /** Is told about every statement after it ran: for metrics. */
  readonly onStatement?: StatementListener;
  /**
   * Is called for every time that work waits for an answer of the server: once for a statement, for the begin and for the end
   * of a transaction or a savepoint, and for a batch of a stream.
   */
  readonly onRoundTrip?: () => void;
}

/** The same with the defaults filled in and everything checked. */
export interface ResolvedConnectOptions {
  readonly poolSize: number;
  readonly echo: boolean | StatementListener;
  readonly connectTimeoutMs: number;
  readonly acquireTimeoutMs: number;
  readonly statementTimeoutMs: number | undefined;
  readonly busyTimeoutMs: number;
  readonly durability: "normal" | "full" | undefined;
  readonly confirmCommit: boolean;
  readonly onStatement: StatementListener | undefined;
  readonly onRoundTrip: (() => void) | undefined;
}

const OPTION_NAMES = [
  "poolSize",
  "echo",
  "connectTimeoutMs",
  "acquireTimeoutMs",
  "statementTimeoutMs",
  "busyTimeoutMs",
  "durability",
  "confirmCommit",
  "onStatement",
  "onRoundTrip",
] as const satisfies readonly (keyof ConnectOptions)[];

const MAX_POOL_SIZE = 1_000;
/** The longest time that a timer takes. */
export const MAX_TIME_MS = 2_147_483_647;

/**
 * Checks the options of `connect` and fills in the defaults.
 *
 * @throws DATABASE.INVALID_OPTION
 */
export function resolveConnectOptions(options: ConnectOptions): ResolvedConnectOptions {
  refuseUnknownNames(options, OPTION_NAMES, "connect");
  return Object.freeze({
    poolSize: wholeNumber("poolSize", options.poolSize ?? 20, MAX_POOL_SIZE),
    echo: booleanOrFunction(options.echo ?? false),
    connectTimeoutMs: wholeNumber("connectTimeoutMs", options.connectTimeoutMs ?? 4_000, MAX_TIME_MS),
    acquireTimeoutMs: wholeNumber("acquireTimeoutMs", options.acquireTimeoutMs ?? 10_000, MAX_TIME_MS),
    statementTimeoutMs:
      options.statementTimeoutMs === undefined
        ? undefined
        : wholeNumber("statementTimeoutMs", options.statementTimeoutMs, MAX_TIME_MS),
    busyTimeoutMs: wholeNumber("busyTimeoutMs", options.busyTimeoutMs ?? 5_000, MAX_TIME_MS),
    durability: durability(options.durability),
    confirmCommit: trueOrFalse("confirmCommit", options.confirmCommit ?? false),
    onStatement: optionalFunction("onStatement", options.onStatement),
    onRoundTrip: optionalFunction("onRoundTrip", options.onRoundTrip),
  });
}

/** Refuses keys that are not among the valid ones, with the closest of these. */
export function refuseUnknownNames(options: object, valid: readonly string[], place: string): void {
  for (const name of Object.keys(options)) {
    if (valid.includes(name)) continue;
    throw databaseErrors.create("INVALID_OPTION", {
      message: `${place} has no option "${name}"`,
      why: "an option that is not known would have no effect",
      fix: suggestion(name, valid),
    });
  }
}

export function invalidOption(name: string, wanted: string): Error {
  return databaseErrors.create("INVALID_OPTION", {
    message: `The option "${name}" has a value that it does not take`,
    why: `it takes ${wanted}`,
    fix: `give ${wanted}, or leave "${name}" out`,
  });
}

export function wholeNumber(name: string, value: unknown, most: number): number {
  if (typeof value === "number" && Number.isInteger(value) && value >= 1 && value <= most) return value;
  throw invalidOption(name, `a whole number from 1 to ${most}`);
}

export function trueOrFalse(name: string, value: unknown): boolean {
  if (typeof value === "boolean") return value;
  throw invalidOption(name, "true or false");
}

function booleanOrFunction(value: unknown): boolean | StatementListener {
  if (typeof value === "boolean") return value;
  const listener = optionalFunction("echo", value);
  if (listener === undefined) throw invalidOption("echo", "true, false or a function");
  return listener;
}

function optionalFunction<Told extends readonly unknown[]>(
  name: string,
  value: unknown,
): ((...told: Told) => void) | undefined {
  if (value === undefined) return undefined;
  if (typeof value !== "function") throw invalidOption(name, "a function");
  return (...told) => {
    value(...told);
  };
}

function durability(value: unknown): "normal" | "full" | undefined {
  if (value === undefined || value === "normal" || value === "full") return value;
  throw invalidOption("durability", '"normal" or "full"');
}
