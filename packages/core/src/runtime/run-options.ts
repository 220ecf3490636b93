import type { DataFlowError } from "../errors/dataflow-error.ts";
import { runtimeErrors } from "../errors/runtime-errors.ts";
import type { RunContext } from "../node/node-context.ts";
import { suggestion } from "../text/closest.ts";
import { isWholeNumber } from "../text/number-range.ts";
import { describeKind, isObject, isPlainObject } from "../text/own-keys.ts";
import { sentence } from "../text/sentence.ts";
import type { RunInputsOf } from "../workflow/node-shape.ts";
import type { RunClock } from "./run-clock.ts";
import type { RunListener } from "./run-event.ts";

/** How a {@link LocalRuntime} is set up. */
export interface LocalRuntimeOptions {
  /** How many nodes of one run may be under way at a time. Default 16. A nested run has a bound of its own. */
  readonly maxConcurrency?: number;
  /** How deeply workflows may be nested in workflows. Default 32. */
  readonly maxDepth?: number;
  /** Time, for tests. Default: the machine's. */
  readonly clock?: RunClock;
  /** Random numbers from 0 to 1 for the jitter of retries, for tests. Default `Math.random`. */
  readonly random?: () => number;
}

/** What one run is given. */
export interface ExecuteOptions<Nodes = unknown> {
  /** Node id → parameter → value; overlays static parameters, and is overlaid by connections. */
  readonly inputs?: RunInputsOf<Nodes>;
  /** Who runs it and for whom: `{ tenantId: "acme" }`. Every node is told. */
  readonly context?: RunContext;
  /** Cancels the run. */
  readonly signal?: AbortSignal;
  /** `true` or the options of the source's transaction: all nodes in one transaction, rolled back by a failure. */
  readonly transaction?: boolean | object;
  /** Hears what happens, as it happens. */
  readonly onEvent?: RunListener;
}

interface OptionRule {
  readonly accepts: (value: unknown) => boolean;
  readonly expected: string;
}

const isFunction = (value: unknown): boolean => typeof value === "function";

const EXECUTE_RULES: ReadonlyMap<string, OptionRule> = new Map([
  ["inputs", { accepts: isPlainObject, expected: "an object { nodeId: { parameter: value } }" }],
  ["context", { accepts: isPlainObject, expected: 'an object such as { tenantId: "acme" }' }],
  ["signal", { accepts: isAbortSignal, expected: "the signal of an AbortController" }],
  [
    "transaction",
    {
      accepts: (value) => typeof value === "boolean" || isPlainObject(value),
      expected: "true or the options of a transaction",
    },
  ],
  ["onEvent", { accepts: isFunction, expected: "a function" }],
]);

const RUNTIME_RULES: ReadonlyMap<string, OptionRule> = new Map([
  [
    "maxConcurrency",
    { accepts: (value) => isWholeNumber(value, 1, 1_000_000), expected: "a whole number from 1 to 1,000,000" },
  ],
  ["maxDepth", { accepts: (value) => isWholeNumber(value, 1, 1000), expected: "a whole number from 1 to 1000" }],
  ["clock", { accepts: isObject, expected: "an object with now, date and after" }],
  ["random", { accepts: isFunction, expected: "a function that gives numbers from 0 to 1" }],
]);

function isAbortSignal(value: unknown): boolean {
  return isObject(value) && typeof value.aborted === "boolean" && typeof value.addEventListener === "function";
}

/**
 * Refuses options of a run that do not exist or cannot be.
 *
 * @param options what was given to `execute`
 * @throws RUNTIME.UNKNOWN_OPTION for a name that does not exist
 * @throws RUNTIME.INVALID_OPTION for a value that is not accepted
 */
export function checkExecuteOptions(options: object): void {
  checkOptions(options, EXECUTE_RULES, "execute()");
}

/**
 * Refuses options of a runtime that do not exist or cannot be.
 *
 * @param options what was given to `new LocalRuntime`
 * @throws RUNTIME.UNKNOWN_OPTION for a name that does not exist
 * @throws RUNTIME.INVALID_OPTION for a value that is not accepted
 */
export function checkRuntimeOptions(options: object): void {
  checkOptions(options, RUNTIME_RULES, "LocalRuntime");
}

function checkOptions(options: object, rules: ReadonlyMap<string, OptionRule>, place: string): void {
  if (!isPlainObject(options)) throw invalidOption(place, { name: "options", expected: "an object" }, options);
  for (const name in options) {
    const rule = rules.get(name);
    if (rule === undefined) throw unknownOption(place, name, [...rules.keys()]);
    const value = options[name];
    // Undefined means "not given" here: that is how an option is passed on that the caller may not have.
    if (value !== undefined && !rule.accepts(value))
      throw invalidOption(place, { name, expected: rule.expected }, value);
  }
}

function unknownOption(place: string, name: string, known: readonly string[]): DataFlowError {
  return runtimeErrors.create("UNKNOWN_OPTION", {
    message: `${place} has no option "${name.slice(0, 80)}"`,
    why: "an option that does not exist would be ignored, and nothing is ignored",
    fix: sentence(suggestion(name, known)),
    meta: { option: name },
  });
}

function invalidOption(
  place: string,
  rule: { readonly name: string; readonly expected: string },
  value: unknown,
): DataFlowError {
  return runtimeErrors.create("INVALID_OPTION", {
    message: `The option "${rule.name}" of ${place} is ${rule.expected}, not ${describeKind(value)}`,
    why: "the value cannot mean what the option is for",
    fix: `Give ${rule.expected}, or leave the option out`,
    meta: { option: rule.name },
  });
}
