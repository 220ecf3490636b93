import type { ColumnKind } from "@dataflow/core";
import { type AssignmentNode, type AssignmentOperator, assign } from "../ast/assignment-node.ts";
import { queryErrors } from "../errors/query-errors.ts";
import { invalidUpdate } from "../operators/update/update-operand.ts";
import { UPDATE_OPERATORS } from "../operators/update/update-operators.ts";
import type { QueryField } from "../table/query-table.ts";
import { fixFor, validateValue } from "../values/validate-value.ts";
import { checkValue, normaliseValue } from "../values/value-rules.ts";
import { invalidValue, undefinedValue, unknownOperator } from "./filter-error.ts";

const NUMBERS: readonly ColumnKind[] = ["integer", "bigint", "real", "decimal"];
const ORDERED: readonly ColumnKind[] = [...NUMBERS, "text", "timestamp", "date", "time"];

interface ColumnOperator {
  readonly operator: AssignmentOperator;
  readonly kinds: readonly ColumnKind[];
}

const COLUMN_OPERATORS: ReadonlyMap<string, ColumnOperator> = new Map([
  ["$inc", { operator: "inc", kinds: NUMBERS }],
  ["$mul", { operator: "mul", kinds: NUMBERS }],
  ["$min", { operator: "min", kinds: ORDERED }],
  ["$max", { operator: "max", kinds: ORDERED }],
  ["$currentDate", { operator: "currentTimestamp", kinds: ["timestamp"] }],
]);

/**
 * Reads a new value of a field.
 *
 * @param field the field
 * @param value the value
 * @param path where it stands
 * @returns the assignment
 * @throws QUERY.INVALID_VALUE, QUERY.UNDEFINED_VALUE
 */
export function parseNewValue(field: QueryField, value: unknown, path: string): AssignmentNode {
  const problem = validateValue(field, value, path);
  if (problem !== undefined) {
    const subcode = value === undefined ? "UNDEFINED_VALUE" : "INVALID_VALUE";
    throw queryErrors.create(subcode, {
      message: problem.message,
      why: "a value is stored as it is given, or not at all",
      fix: problem.fix,
      meta: { path },
      diagnostics: [problem],
    });
  }
  return assign(field.name, "set", normaliseValue(field.type, value));
}

/**
 * Reads the operator object of a field: `{ $inc: 1 }`.
 *
 * @param input the object
 * @param path where it stands
 * @returns the one operator and its operand
 * @throws QUERY.INVALID_UPDATE
 */
export function onlyOperator(input: Readonly<Record<string, unknown>>, path: string): readonly [string, unknown] {
  const [key, ...others] = Object.keys(input);
  if (key === undefined || others.length > 0)
    throw invalidUpdate(path, "must have exactly one operator, such as { $inc: 1 }");
  return [key, input[key]];
}

/**
 * Reads an operator that changes a scalar column.
 *
 * @param field the field
 * @param key the operator
 * @param value its operand
 * @param place where the operand stands
 * @returns the assignment
 * @throws QUERY.UNKNOWN_OPERATOR, QUERY.UNSUPPORTED_OPERATOR, QUERY.INVALID_VALUE, QUERY.UNDEFINED_VALUE
 */
export function parseColumnOperator(field: QueryField, key: string, value: unknown, place: string): AssignmentNode {
  const { kind } = field.type;
  if (key === "$set") return parseNewValue(field, value, place);
  if (key === "$unset") return parseNewValue(field, null, place);
  const fitting = fittingOperators(kind);
  if (!UPDATE_OPERATORS.has(key)) throw unknownOperator(key, place, fitting);
  const found = COLUMN_OPERATORS.get(key);
  if (found === undefined || !found.kinds.includes(kind)) throw unfittingOperator(key, place, kind, fitting);
  if (value === undefined) throw undefinedValue(place);
  if (found.operator === "currentTimestamp") {
    if (value !== true) throw invalidValue(place, "must be true", "write { $currentDate: true }");
    return assign(field.name, found.operator, null);
  }
  const problem = value === null ? "must not be null" : checkValue(field.type, value);
  if (problem !== undefined) throw invalidValue(place, problem, fixFor(field));
  return assign(field.name, found.operator, normaliseValue(field.type, value));
}

function fittingOperators(kind: ColumnKind): readonly string[] {
  return [
    "$set",
    "$unset",
    ...[...COLUMN_OPERATORS].filter(([, { kinds }]) => kinds.includes(kind)).map(([name]) => name),
  ];
}

/**
 * The error for an operator that does not fit the kind of its field.
 *
 * @param key the operator
 * @param path where it stands
 * @param kind the field's kind
 * @param fitting the operators that fit
 * @returns the error, to be thrown
 */
export function unfittingOperator(key: string, path: string, kind: ColumnKind, fitting: readonly string[]) {
  return queryErrors.create("UNSUPPORTED_OPERATOR", {
    message: `${path}: ${key} does not fit the kind "${kind}"`,
    why: "there is nothing that it would mean for such values",
    fix: fitting.length === 0 ? "set a value" : `set a value, or use one of: ${fitting.join(", ")}`,
    meta: { path, kind },
  });
}
