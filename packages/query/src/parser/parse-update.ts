import type { ColumnKind } from "@dataflow/core";
import { type AssignmentNode, type AssignmentOperator, assign } from "../ast/assignment-node.ts";
import { queryErrors } from "../errors/query-errors.ts";
import type { QueryField, QueryTable } from "../table/query-table.ts";
import { isPlainObject } from "../values/plain-object.ts";
import { fixFor, validateValue } from "../values/validate-value.ts";
import { describeType } from "../values/value-rule.ts";
import { checkValue, normaliseValue } from "../values/value-rules.ts";
import { invalidValue, shown, undefinedValue, unknownField, unknownOperator } from "./filter-error.ts";

const NUMBERS: readonly ColumnKind[] = ["integer", "bigint", "real", "decimal"];
const ORDERED: readonly ColumnKind[] = [...NUMBERS, "text", "timestamp", "date", "time"];

interface UpdateOperator {
  readonly operator: AssignmentOperator;
  readonly kinds: readonly ColumnKind[];
}

const UPDATE_OPERATORS: ReadonlyMap<string, UpdateOperator> = new Map([
  ["$inc", { operator: "inc", kinds: NUMBERS }],
  ["$mul", { operator: "mul", kinds: NUMBERS }],
  ["$min", { operator: "min", kinds: ORDERED }],
  ["$max", { operator: "max", kinds: ORDERED }],
  ["$currentDate", { operator: "currentTimestamp", kinds: ["timestamp"] }],
]);

/**
 * Parses an update: a new value for each field, or one operator that changes what is stored. In a JSON field an object
 * is always a document, never operators.
 *
 * @param input the update; comes from anywhere
 * @param table the table it is about
 * @returns the changes as frozen nodes
 * @throws QUERY.INVALID_UPDATE, QUERY.UNKNOWN_FIELD, QUERY.UNKNOWN_OPERATOR, QUERY.UNSUPPORTED_OPERATOR, QUERY.INVALID_VALUE, QUERY.UNDEFINED_VALUE
 * @example
 * ```ts
 * import { parseUpdate, type QueryTable } from "@dataflow/query";
 *
 * function visit(users: QueryTable) {
 *   return parseUpdate({ visits: { $inc: 1 }, seenAt: { $currentDate: true } }, users);
 * }
 * ```
 */
export function parseUpdate(input: unknown, table: QueryTable): readonly AssignmentNode[] {
  if (!isPlainObject(input)) throw invalidUpdate("update", `must be an object, and is ${describeType(input)}`);
  const keys = Object.keys(input);
  if (keys.length === 0) throw invalidUpdate("update", "is empty");
  return Object.freeze(
    keys.map((key) => {
      const path = `update.${shown(key)}`;
      const field = table.fields.get(key);
      if (field === undefined) throw misplaced(key, path, table);
      return parseChange(field, input[key], path);
    }),
  );
}

function misplaced(key: string, path: string, table: QueryTable) {
  if (!UPDATE_OPERATORS.has(key)) return unknownField(key, path, table);
  return invalidUpdate(path, `stands beside fields, and belongs under one: { field: { ${key}: … } }`);
}

function parseChange(field: QueryField, value: unknown, path: string): AssignmentNode {
  const isDocument = field.type.kind === "json";
  if (!isDocument && isPlainObject(value)) return parseOperator(field, value, path);
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

function parseOperator(field: QueryField, input: Readonly<Record<string, unknown>>, path: string): AssignmentNode {
  const [key, ...others] = Object.keys(input);
  if (key === undefined || others.length > 0)
    throw invalidUpdate(path, "must have exactly one operator, such as { $inc: 1 }");
  const place = `${path}.${shown(key)}`;
  const { kind } = field.type;
  const fitting = [...UPDATE_OPERATORS].filter(([, { kinds }]) => kinds.includes(kind)).map(([name]) => name);
  const found = UPDATE_OPERATORS.get(key);
  if (found === undefined) throw unknownOperator(key, place, fitting);
  if (!found.kinds.includes(kind)) throw unfitting(key, place, kind, fitting);
  const value = input[key];
  if (value === undefined) throw undefinedValue(place);
  if (found.operator === "currentTimestamp") {
    if (value !== true) throw invalidValue(place, "must be true", "write { $currentDate: true }");
    return assign(field.name, found.operator, null);
  }
  const problem = value === null ? "must not be null" : checkValue(field.type, value);
  if (problem !== undefined) throw invalidValue(place, problem, fixFor(field));
  return assign(field.name, found.operator, normaliseValue(field.type, value));
}

function unfitting(key: string, path: string, kind: ColumnKind, fitting: readonly string[]) {
  return queryErrors.create("UNSUPPORTED_OPERATOR", {
    message: `${path}: ${key} does not fit the kind "${kind}"`,
    why: "there is nothing that it would mean for such values",
    fix: fitting.length === 0 ? "set a value" : `set a value, or use one of: ${fitting.join(", ")}`,
    meta: { path, kind },
  });
}

function invalidUpdate(path: string, problem: string) {
  return queryErrors.create("INVALID_UPDATE", {
    message: `${path} ${problem}`,
    why: "an update names fields, each with a value or with one operator",
    fix: "write { name: value, count: { $inc: 1 } }",
    meta: { path },
  });
}
