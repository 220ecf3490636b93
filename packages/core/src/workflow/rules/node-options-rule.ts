import type { Diagnostic } from "../../errors/diagnostic.ts";
import { suggestion } from "../../text/closest.ts";
import { isNumberWithin, isWholeNumber, MAX_TIMER_MS } from "../../text/number-range.ts";
import { describeKind, isPlainObject } from "../../text/own-keys.ts";
import { sentence } from "../../text/sentence.ts";
import type { NodeOptions, RetryOptions } from "../node-options.ts";
import { workflowFinding } from "../workflow-finding.ts";

/** What an option accepts, and how that is said. */
interface OptionRule {
  readonly accepts: (value: unknown) => boolean;
  readonly expected: string;
}

const NO_OPTIONS: NodeOptions = Object.freeze({});

const MILLISECONDS = `a number of milliseconds from 0 to ${MAX_TIMER_MS}`;

const NODE_RULES: ReadonlyMap<string, OptionRule> = new Map([
  ["retry", { accepts: isPlainObject, expected: "an object such as { attempts: 3 }" }],
  [
    "timeoutMs",
    {
      accepts: (value) => isNumberWithin(value, 1, MAX_TIMER_MS),
      expected: `a number of milliseconds from 1 to ${MAX_TIMER_MS}`,
    },
  ],
  ["onError", { accepts: (value) => value === "fail" || value === "continue", expected: '"fail" or "continue"' }],
  ["repeatable", { accepts: (value) => value === true, expected: "true" }],
]);

const RETRY_RULES: ReadonlyMap<string, OptionRule> = new Map([
  ["attempts", { accepts: (value) => isWholeNumber(value, 1, 1000), expected: "a whole number from 1 to 1000" }],
  ["delayMs", { accepts: (value) => isNumberWithin(value, 0, MAX_TIMER_MS), expected: MILLISECONDS }],
  ["backoff", { accepts: (value) => isNumberWithin(value, 1, 1000), expected: "a number from 1 to 1000" }],
  ["maxDelayMs", { accepts: (value) => isNumberWithin(value, 0, MAX_TIMER_MS), expected: MILLISECONDS }],
  ["jitter", { accepts: (value) => typeof value === "boolean", expected: "true or false" }],
]);

/**
 * Checks the options of a node.
 *
 * @param value what was given
 * @param path where
 * @param findings receives the mistakes
 * @returns the options, frozen; none when they cannot be used
 */
export function parseNodeOptions(value: unknown, path: string, findings: Diagnostic[]): NodeOptions {
  if (value === undefined) return NO_OPTIONS;
  const before = findings.length;
  checkOptions(value, NODE_RULES, { path, findings });
  const retry = isPlainObject(value) ? value.retry : undefined;
  if (isPlainObject(retry)) checkOptions(retry, RETRY_RULES, { path: `${path}.retry`, findings });
  if (isPlainObject(retry) && !Object.hasOwn(retry, "attempts")) {
    findings.push(invalidOption(`${path}.retry.attempts`, "a whole number from 1 to 1000", undefined));
  }
  if (findings.length > before) return NO_OPTIONS;
  // Every key and value has just been checked against the rules of this very type.
  const options = value as NodeOptions;
  return Object.freeze({
    ...options,
    ...(options.retry && { retry: Object.freeze<RetryOptions>({ ...options.retry }) }),
  });
}

function checkOptions(
  value: unknown,
  rules: ReadonlyMap<string, OptionRule>,
  place: { readonly path: string; readonly findings: Diagnostic[] },
): void {
  if (!isPlainObject(value)) {
    place.findings.push(invalidOption(place.path, "an object", value));
    return;
  }
  for (const [name, given] of Object.entries(value)) {
    const rule = rules.get(name);
    const path = `${place.path}.${name}`;
    if (rule === undefined) place.findings.push(unknownOption(path, name, [...rules.keys()]));
    else if (!rule.accepts(given)) place.findings.push(invalidOption(path, rule.expected, given));
  }
}

function unknownOption(path: string, name: string, known: readonly string[]): Diagnostic {
  const message = `There is no option "${name}" of a node`;
  return workflowFinding("WORKFLOW.UNKNOWN_OPTION", { path, message, fix: sentence(suggestion(name, known)) });
}

function invalidOption(path: string, expected: string, given: unknown): Diagnostic {
  const message = `The option "${path}" is ${expected}, not ${typeof given === "number" ? "this number" : describeKind(given)}`;
  return workflowFinding("WORKFLOW.INVALID_OPTION", {
    path,
    message,
    fix: `Give ${expected}, or leave the option out`,
  });
}
