import { suggestion } from "../text/closest.ts";
import { describeKind, isPlainObject } from "../text/own-keys.ts";

/** What a value of a switch may be compared with. */
export type SwitchScalar = string | number | bigint | boolean | Date | null;

/** What a value of a switch must satisfy: all operators that are given. */
export interface SwitchOperators {
  readonly $eq?: SwitchScalar;
  readonly $ne?: SwitchScalar;
  readonly $gt?: SwitchScalar;
  readonly $gte?: SwitchScalar;
  readonly $lt?: SwitchScalar;
  readonly $lte?: SwitchScalar;
  readonly $in?: readonly SwitchScalar[];
  readonly $nin?: readonly SwitchScalar[];
}

/** A plain value stands for `{ $eq: value }`. */
export type SwitchCondition = SwitchScalar | SwitchOperators;

type Operator = (value: unknown, operand: unknown) => boolean;

const OPERATORS: ReadonlyMap<string, Operator> = new Map<string, Operator>([
  ["$eq", isEqual],
  ["$ne", (value, operand) => !isEqual(value, operand)],
  ["$gt", (value, operand) => ordered(value, operand, (order) => order > 0)],
  ["$gte", (value, operand) => ordered(value, operand, (order) => order >= 0)],
  ["$lt", (value, operand) => ordered(value, operand, (order) => order < 0)],
  ["$lte", (value, operand) => ordered(value, operand, (order) => order <= 0)],
  ["$in", (value, operand) => Array.isArray(operand) && operand.some((one) => isEqual(value, one))],
  ["$nin", (value, operand) => Array.isArray(operand) && !operand.some((one) => isEqual(value, one))],
]);

const LIST_OPERATORS: ReadonlySet<string> = new Set(["$in", "$nin"]);

/**
 * Whether a value satisfies a condition.
 *
 * @param value the value of the switch
 * @param condition the condition, already found to be one by {@link conditionProblem}
 * @returns true when all of it holds; values of unlike kinds are unequal and neither is greater
 */
export function satisfies(value: unknown, condition: unknown): boolean {
  if (!isPlainObject(condition)) return isEqual(value, condition);
  return Object.entries(condition).every(([operator, operand]) => OPERATORS.get(operator)?.(value, operand) === true);
}

/**
 * What keeps a value from being a condition, if anything.
 *
 * @param condition what was given
 * @returns the rest of a sentence about it
 */
export function conditionProblem(condition: unknown): string | undefined {
  if (Array.isArray(condition)) return "is an array; for one of several values write { $in: […] }";
  if (!isPlainObject(condition))
    return isScalar(condition) ? undefined : `is ${describeKind(condition)}, not a value to compare with`;
  const entries = Object.entries(condition);
  if (entries.length === 0) return "is an empty object; name an operator, such as { $gt: 0 }";
  for (const [operator, operand] of entries) {
    const problem = operatorProblem(operator, operand);
    if (problem !== undefined) return problem;
  }
  return undefined;
}

function operatorProblem(operator: string, operand: unknown): string | undefined {
  if (!OPERATORS.has(operator))
    return `has no operator "${operator.slice(0, 40)}"; ${suggestion(operator, [...OPERATORS.keys()])}`;
  if (!LIST_OPERATORS.has(operator))
    return isScalar(operand) ? undefined : `has ${describeKind(operand)} for ${operator}`;
  return Array.isArray(operand) && operand.every(isScalar) ? undefined : `needs a list of values for ${operator}`;
}

function isScalar(value: unknown): value is SwitchScalar {
  return value === null || ["string", "number", "bigint", "boolean"].includes(typeof value) || value instanceof Date;
}

function isEqual(value: unknown, operand: unknown): boolean {
  return value === operand || compare(value, operand) === 0;
}

function ordered(value: unknown, operand: unknown, holds: (order: number) => boolean): boolean {
  const order = compare(value, operand);
  return order !== undefined && holds(order);
}

/** Only values of one kind have an order; numbers and bigints are one kind. */
function compare(value: unknown, operand: unknown): number | undefined {
  const [left, right] = [comparable(value), comparable(operand)];
  if (left === undefined || right === undefined || left.kind !== right.kind) return undefined;
  if (left.value < right.value) return -1;
  if (left.value > right.value) return 1;
  // Neither less nor greater is equal, but for NaN.
  return Number.isNaN(left.value) || Number.isNaN(right.value) ? undefined : 0;
}

function comparable(value: unknown): { readonly kind: string; readonly value: string | number | bigint } | undefined {
  if (value instanceof Date) return { kind: "date", value: value.getTime() };
  if (typeof value === "string") return { kind: "string", value };
  if (typeof value === "number" || typeof value === "bigint") return { kind: "number", value };
  return undefined;
}
