import { type Diagnostic, describeKind, type NodeValues, suggestion } from "@dataflow/core";
import type { IsolationLevel } from "@dataflow/database";
import { invalidParameter } from "../input/parse-scalars.ts";

const ISOLATION_LEVELS = [
  "read committed",
  "repeatable read",
  "serializable",
] as const satisfies readonly IsolationLevel[];
const SAVEPOINT_NAME = /^[A-Za-z_][A-Za-z0-9_]{0,62}$/;
const MAX_TIMEOUT_MS = 2_147_483_647;

/** What is wrong with one parameter. */
interface Mistake {
  readonly why: string;
  readonly fix: string;
}

/** Looks at the value of one parameter. */
export type ParameterRule = (value: unknown) => Mistake | undefined;

const isolation: ParameterRule = (value) => {
  if (ISOLATION_LEVELS.some((level) => level === value)) return undefined;
  const fix =
    typeof value === "string" ? suggestion(value, ISOLATION_LEVELS) : `pass "${ISOLATION_LEVELS.join('", "')}"`;
  return { why: "it is no isolation level", fix };
};

const trueOrFalse: ParameterRule = (value) =>
  typeof value === "boolean" ? undefined : { why: `it is ${describeKind(value)}`, fix: "pass true or false" };

const timeoutMs: ParameterRule = (value) =>
  Number.isInteger(value) && Number(value) >= 1 && Number(value) <= MAX_TIMEOUT_MS
    ? undefined
    : { why: "it is no time", fix: `pass milliseconds as a whole number from 1 to ${MAX_TIMEOUT_MS}` };

const text: ParameterRule = (value) =>
  typeof value === "string" ? undefined : { why: `it is ${describeKind(value)}`, fix: "pass a text" };

const savepointName: ParameterRule = (value) =>
  typeof value === "string" && SAVEPOINT_NAME.test(value)
    ? undefined
    : { why: "it cannot name a savepoint", fix: "use letters, digits and _, 63 at most, and no digit first" };

/** The parameters of the transaction nodes, each with its rule. */
export const transactionRules = Object.freeze({ isolation, trueOrFalse, timeoutMs, reason: text, savepointName });

/**
 * Looks at parameters before a run.
 *
 * @param rules the rule of each parameter
 * @param parameters the static ones
 * @returns what is wrong
 */
export function parameterFindings(
  rules: Readonly<Record<string, ParameterRule>>,
  parameters: NodeValues,
): readonly Diagnostic[] {
  return Object.entries(rules).flatMap(([name, rule]) => {
    const mistake = parameters[name] === undefined ? undefined : rule(parameters[name]);
    if (mistake === undefined) return [];
    const message = `the parameter "${name}" cannot be used: ${mistake.why}`;
    return [
      Object.freeze({
        code: "MODEL.INVALID_PARAMETER",
        severity: "error" as const,
        message,
        path: name,
        fix: mistake.fix,
      }),
    ];
  });
}

/**
 * Refuses parameters that a run brings.
 *
 * @throws MODEL.INVALID_PARAMETER
 */
export function assertParameters(rules: Readonly<Record<string, ParameterRule>>, given: NodeValues): void {
  for (const [name, rule] of Object.entries(rules)) {
    const mistake = given[name] === undefined ? undefined : rule(given[name]);
    if (mistake !== undefined) throw invalidParameter(name, mistake.why, mistake.fix);
  }
}
