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

/** The options of one place. */
interface OptionRules<Options> {
  readonly place: string;
  /** What each of them is, for messages. */
  readonly expected: ReadonlyMap<string, string>;
  /** Whether an option is what it must be. No table of tests: this is asked for every run, and a table is searched. */
  readonly accepts: (name: string, options: Options) => boolean;
}

const EXECUTE_RULES: OptionRules<ExecuteOptions> = {
  place: "execute()",
  expected: new Map([
    ["inputs", "an object { nodeId: { parameter: value } }"],
    ["context", 'an object such as { tenantId: "acme" }'],
    ["signal", "the signal of an AbortController"],
    ["transaction", "true or the options of a transaction"],
    ["onEvent", "a function"],
  ]),
  accepts: (name, options) => {
    switch (name) {
      case "inputs":
        return isPlainObject(options.inputs);
      case "context":
        return isPlainObject(options.context);
      case "signal":
        return isAbortSignal(options.signal);
      case "transaction":
        return typeof options.transaction === "boolean" || isPlainObject(options.transaction);
      case "onEvent":
        return typeof options.onEvent === "function";
      default:
        return false;
    }
  },
};

const RUNTIME_RULES: OptionRules<LocalRuntimeOptions> = {
  place: "LocalRuntime",
  expected: new Map([
    ["maxConcurrency", "a whole number from 1 to 1,000,000"],
    ["maxDepth", "a whole number from 1 to 1000"],
    ["clock", "an object with now, date and after"],
    ["random", "a function that gives numbers from 0 to 1"],
  ]),
  accepts: (name, options) => {
    switch (name) {
      case "maxConcurrency":
        return isWholeNumber(options.maxConcurrency, 1, 1_000_000);
      case "maxDepth":
        return isWholeNumber(options.maxDepth, 1, 1000);
      case "clock":
        return isObject(options.clock);
      case "random":
        return typeof options.random === "function";
      default:
        return false;
    }
  },
};

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
export function checkExecuteOptions(options: ExecuteOptions): void {
  checkOptions(options, EXECUTE_RULES);
}

/**
 * Refuses options of a runtime that do not exist or cannot be.
 *
 * @param options what was given to `new LocalRuntime`
 * @throws RUNTIME.UNKNOWN_OPTION for a name that does not exist
 * @throws RUNTIME.INVALID_OPTION for a value that is not accepted
 */
export function checkRuntimeOptions(options: LocalRuntimeOptions): void {
  checkOptions(options, RUNTIME_RULES);
}

function checkOptions<Options extends object>(options: Options, rules: OptionRules<Options>): void {
  const { place, expected, accepts } = rules;
  if (!isObject(options)) throw invalidOption(place, { name: "options", expected: "an object" }, options);
  let hasNames = false;
  for (const name in options) {
    hasNames = true;
    if (accepts(name, options)) continue;
    const meant = expected.get(name);
    if (meant === undefined) throw unknownOption(place, name, [...expected.keys()]);
    const value: unknown = options[name];
    // Undefined means "not given" here: that is how an option is passed on that the caller may not have.
    if (value !== undefined) throw invalidOption(place, { name, expected: meant }, value);
  }
  // Only what has no names can be something else: to ask for a prototype takes longer than all the rest.
  if (!hasNames && !isPlainObject(options))
    throw invalidOption(place, { name: "options", expected: "an object" }, options);
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
