import { allOf } from "../ast/and-node.ts";
import type { FilterNode } from "../ast/filter-node.ts";
import { queryErrors } from "../errors/query-errors.ts";
import {
  type ElementFilter,
  type ExpressionUse,
  type OperatorDefinition,
  TEXT_KINDS,
} from "../operators/operator-definition.ts";
import { LOGICAL_OPERATORS, OPERATORS, RELATION_OPERATORS } from "../operators/operators.ts";
import { textInJson } from "../operators/text-in-json.ts";
import { recallFilter } from "../recall/recall-filter.ts";
import { memoryOf, rememberFilter } from "../recall/shape-memory.ts";
import type { QueryRelation } from "../table/query-relation.ts";
import type { QueryTable } from "../table/query-table.ts";
import { isPlainObject } from "../values/plain-object.ts";
import { describeType } from "../values/value-rule.ts";
import {
  EVERYTHING_ALLOWED,
  type FilterAllowance,
  type FilterOptions,
  type FilterPermission,
  filterLimits,
  filterPermission,
} from "./filter-allowance.ts";
import { invalidFilter, shown, tooComplex, undefinedValue, unknownField, unknownOperator } from "./filter-error.ts";
import { DEFAULT_FILTER_LIMITS, type FilterLimits } from "./filter-limits.ts";
import { type FilterTarget, fieldTarget, type JsonQuestions } from "./filter-target.ts";
import { parseJsonKeys, parseJsonPath } from "./parse-json-path.ts";
import { parseRelation } from "./parse-relation.ts";

/** What one parse knows. */
interface Parsing {
  readonly limits: FilterLimits;
  readonly permission: FilterPermission;
  /** Conditions and joints so far. */
  nodes: number;
}

/** What joins filters of members; `$not` under an element is that of operators. */
const JOINTS: ReadonlySet<string> = new Set(["$and", "$or", "$nor"]);

/** Where in the filter the parser is. */
interface Place {
  readonly path: string;
  readonly depth: number;
  /** Operators that may stand under the field here. */
  readonly operators: ReadonlySet<string>;
  /** The table that it is about: the filter's own, or one that a relation leads to. */
  readonly table: QueryTable;
  /** How many relations lead here. */
  readonly hops: number;
  /** The JSON array whose elements it is about; keys are places in an element. */
  readonly elementsOf?: JsonQuestions;
  /** Names of the relations that lead here, each with a dot: what an allowance calls this place. */
  readonly prefix: string;
}

declare const ALLOWED: unique symbol;

/** A filter that was parsed with an allowance: it asks nothing that the caller may not. */
export type AllowedFilter = FilterNode & { readonly [ALLOWED]: true };

const NO_OPTIONS: FilterOptions = {};
const UNRESTRICTED: Omit<Parsing, "nodes"> = { limits: DEFAULT_FILTER_LIMITS, permission: EVERYTHING_ALLOWED };
const NO_OPERATORS: ReadonlySet<string> = new Set();

/**
 * Parses a MongoDB-style filter. Everything in it is checked here, so that nothing that follows has to: fields and
 * operators exist, values fit their fields, nothing is undefined, nothing is ignored.
 *
 * @param input the filter; comes from anywhere
 * @param table the table it is about
 * @param options how large it may be, and what it may ask when it comes from outside
 * @returns the filter as frozen nodes; everything for `{}`
 * @throws QUERY.INVALID_FILTER, QUERY.UNKNOWN_FIELD, QUERY.UNKNOWN_OPERATOR, QUERY.UNSUPPORTED_OPERATOR, QUERY.INVALID_VALUE, QUERY.UNDEFINED_VALUE, QUERY.INVALID_PATTERN, QUERY.UNSUPPORTED_PATTERN, QUERY.TOO_COMPLEX, QUERY.UNKNOWN_OPTION, QUERY.INVALID_OPTION
 * @example
 * ```ts
 * import { parseFilter, type QueryTable } from "@dataflow/query";
 *
 * function adultsNotInParis(users: QueryTable) {
 *   return parseFilter({ age: { $gte: 18 }, $nor: [{ "profile.city": "Paris" }] }, users);
 * }
 *
 * function search(untrusted: unknown, users: QueryTable) {
 *   return parseFilter(untrusted, users, { allow: { fields: ["name", "age"], operators: ["$eq", "$gte", "$and"] } });
 * }
 * ```
 */
export function parseFilter(
  input: unknown,
  table: QueryTable,
  options: FilterOptions & { readonly allow: FilterAllowance },
): AllowedFilter;
export function parseFilter(input: unknown, table: QueryTable, options?: FilterOptions): FilterNode;
export function parseFilter(input: unknown, table: QueryTable, options: FilterOptions = NO_OPTIONS): FilterNode {
  if (options !== NO_OPTIONS) {
    const [limits, permission] = [filterLimits(options), filterPermission(options.allow, table)];
    return parseWhole(input, table, { limits, permission });
  }
  const memory = memoryOf(table);
  if (memory === undefined) return parseWhole(input, table);
  const recalled = recallFilter(input, memory.start);
  if (recalled !== undefined) return recalled;
  const node = parseWhole(input, table);
  rememberFilter(memory, table, input, parseWhole);
  return node;
}

function parseWhole(input: unknown, table: QueryTable, { limits, permission } = UNRESTRICTED): FilterNode {
  const start: Place = { path: "filter", depth: 1, operators: NO_OPERATORS, table, hops: 0, prefix: "" };
  return parseObject(input, { limits, permission, nodes: 0 }, start);
}

function parseObject(input: unknown, parsing: Parsing, place: Place): FilterNode {
  checkSize(parsing, place);
  if (input === undefined) throw undefinedValue(place.path);
  if (!isPlainObject(input))
    throw invalidFilter(place.path, `must be an object, and is ${describeType(input)}`, "write { field: value }");
  const nodes: FilterNode[] = [];
  for (const key of keysOf(input, place.path)) nodes.push(parseEntry(key, input[key], parsing, place));
  return allOf(nodes);
}

function keysOf(input: Readonly<Record<string, unknown>>, path: string): readonly string[] {
  if (Object.getOwnPropertySymbols(input).length > 0) {
    throw invalidFilter(path, "has a symbol as a key", "name fields and operators by strings");
  }
  return Object.keys(input);
}

function checkSize(parsing: Parsing, { path, depth }: Pick<Place, "path" | "depth">): void {
  const { limits } = parsing;
  parsing.nodes += 1;
  if (depth > limits.depth)
    throw tooComplex(path, `is nested more than ${limits.depth} levels deep`, "write the filter flatter");
  if (parsing.nodes > limits.nodes)
    throw tooComplex("filter", `has more than ${limits.nodes} conditions`, "use $in for lists of values");
}

function parseEntry(key: string, value: unknown, parsing: Parsing, outer: Place): FilterNode {
  const { table, prefix } = outer;
  const operators = parsing.permission.operatorsUnder(prefix + key);
  const path = `${outer.path}.${shown(key)}`;
  const place: Place = { ...outer, path, depth: outer.depth + 1, operators: operators ?? NO_OPERATORS };
  if (key.startsWith("$")) return parseLogical(key, value, parsing, place);
  checkSize(parsing, place);
  if (outer.elementsOf !== undefined) {
    const target = outer.elementsOf.element(parseJsonKeys(key, place.path));
    return parseCondition(value, target, parsing, { ...place, operators: outer.operators });
  }
  const field = operators && table.fields.get(key);
  if (field !== undefined) return parseCondition(value, fieldTarget(field), parsing, place);
  const target = operators && parseJsonPath(key, table, place.path);
  if (target !== undefined) return parseCondition(value, target, parsing, place);
  const mayFollow = operators !== undefined || parsing.permission.leadsOn(prefix + key);
  const relation = mayFollow ? table.relations?.get(key) : undefined;
  if (relation === undefined) throw notAField(key, place.path, parsing, outer);
  return parseRelated(value, relation, parsing, { ...place, prefix: `${prefix}${key}.` });
}

function parseRelated(value: unknown, relation: QueryRelation, parsing: Parsing, place: Place): FilterNode {
  const hops = place.hops + 1;
  const { relationHops } = parsing.limits;
  if (hops > relationHops)
    throw tooComplex(place.path, `follows more than ${relationHops} relations`, "ask nearer to the rows you want");
  checkRelationOperators(value, parsing.permission, place.path);
  return parseRelation(value, {
    relation,
    path: place.path,
    parseWhere: (filter, path) =>
      parseObject(filter, parsing, { ...place, path, depth: place.depth + 1, table: relation.target, hops }),
  });
}

function checkRelationOperators(value: unknown, { logicalOperators }: FilterPermission, path: string): void {
  if (!isPlainObject(value)) return;
  const hidden = Object.keys(value).find((key) => RELATION_OPERATORS.has(key) && !logicalOperators.has(key));
  if (hidden === undefined) return;
  const valid = [...RELATION_OPERATORS.keys()].filter((name) => logicalOperators.has(name));
  throw unknownOperator(hidden, `${path}.${hidden}`, valid);
}

function notAField(key: string, path: string, { permission }: Parsing, { table, prefix }: Place) {
  return unknownField(key, path, table, permission.fieldNames(table, prefix));
}

function parseLogical(key: string, value: unknown, parsing: Parsing, place: Place): FilterNode {
  const { logicalOperators } = parsing.permission;
  const logical = logicalOperators.has(key) ? LOGICAL_OPERATORS.get(key) : undefined;
  if (logical === undefined) {
    const valid = [...LOGICAL_OPERATORS.keys()].filter((name) => logicalOperators.has(name));
    if (!OPERATORS.has(key) || !logicalOperators.has(key)) throw unknownOperator(key, place.path, valid);
    throw invalidFilter(place.path, "stands beside fields, and belongs under one", `write { field: { ${key}: … } }`);
  }
  if (value === undefined) throw undefinedValue(place.path);
  if ("parse" in logical) return logical.parse(value, expressionUse(parsing, place));
  if (!logical.takesList) return logical.join([parseNonEmpty(value, parsing, place)]);
  if (!Array.isArray(value) || value.length === 0) {
    throw invalidFilter(
      place.path,
      "must be a list of at least one filter",
      `write ${key}: [{ … }, { … }], or leave it out`,
    );
  }
  const filters: readonly unknown[] = value;
  return logical.join(
    Array.from(filters, (filter, index) => parseObject(filter, parsing, { ...place, path: `${place.path}.${index}` })),
  );
}

function expressionUse(parsing: Parsing, place: Place): ExpressionUse {
  const { path, depth, table, prefix } = place;
  const { permission } = parsing;
  return {
    path,
    depth,
    fieldOf: (name, at) => {
      const field = permission.operatorsUnder(prefix + name) && table.fields.get(name);
      if (field === undefined) throw notAField(name, at, parsing, place);
      return field;
    },
    permits: (operator, field) => permission.operatorsUnder(prefix + field.name)?.has(operator) === true,
    count: (at, level) => checkSize(parsing, { path: at, depth: level }),
  };
}

function parseNonEmpty(value: unknown, parsing: Parsing, place: Place): FilterNode {
  if (isPlainObject(value) && Object.keys(value).length === 0) {
    throw invalidFilter(place.path, "is empty", "write the filter that must not match");
  }
  return parseObject(value, parsing, place);
}

function parseCondition(value: unknown, target: FilterTarget, parsing: Parsing, place: Place): FilterNode {
  if (isPlainObject(value)) {
    const isDocument = target.json?.isDocument === false && !Object.keys(value).some((key) => key.startsWith("$"));
    return isDocument ? target.compare("eq", value, place.path) : parseOperators(value, target, parsing, place);
  }
  if (value === undefined) throw undefinedValue(place.path);
  if (!place.operators.has("$eq")) throw unknownOperator("$eq", place.path, fittingNames(target, place));
  if (value === null) return target.isNull();
  if (value instanceof RegExp) throw invalidFilter(place.path, "is a bare regular expression", "write { $regex: … }");
  if (Array.isArray(value) && target.json === undefined && target.array === undefined)
    throw invalidFilter(place.path, "is a list where one value belongs", "write { $in: [ … ] } for any of them");
  const definition = OPERATORS.get("$eq");
  if (definition !== undefined && !definition.kinds.has(target.kind)) throw unsupported("a value", target, place);
  return target.compare("eq", value, place.path);
}

function parseOperators(input: unknown, target: FilterTarget, parsing: Parsing, place: Place): FilterNode {
  if (!isPlainObject(input)) {
    if (input === undefined) throw undefinedValue(place.path);
    throw invalidFilter(
      place.path,
      `must be an object of operators, and is ${describeType(input)}`,
      "write { $gt: … } or the like",
    );
  }
  const keys = keysOf(input, place.path);
  if (keys.length === 0)
    throw invalidFilter(place.path, "is an empty object", "write a value, or operators such as { $gt: … }");
  const nodes: FilterNode[] = [];
  for (const key of keys) {
    if (!key.startsWith("$")) throw notAnOperator(keys, target, place.path);
    nodes.push(parseOperator(key, input, target, { parsing, place }));
  }
  return allOf(nodes);
}

function parseOperator(
  key: string,
  siblings: Readonly<Record<string, unknown>>,
  target: FilterTarget,
  { parsing, place }: { readonly parsing: Parsing; readonly place: Place },
): FilterNode {
  const path = `${place.path}.${shown(key)}`;
  const inner: Place = { ...place, path, depth: place.depth + 1 };
  checkSize(parsing, inner);
  const definition = place.operators.has(key) ? OPERATORS.get(key) : undefined;
  if (definition === undefined) throw unknownOperator(key, path, fittingNames(target, place));
  if (!definition.kinds.has(target.kind)) throw unsupported(key, target, inner);
  const node = definition.parse(siblings[key], {
    target,
    path,
    siblings,
    limits: parsing.limits,
    parseOperators: (operand) => parseOperators(operand, target, parsing, inner),
    parseElements: (operand) => parseElements(operand, target, parsing, inner),
  });
  const isTextInJson = definition.kinds === TEXT_KINDS && target.json !== undefined;
  return isTextInJson ? textInJson(node, target.json) : node;
}

/** Elements are asked by operators that stand for the element, or by filters on its members. */
function parseElements(
  input: unknown,
  { json, array, field }: FilterTarget,
  parsing: Parsing,
  place: Place,
): ElementFilter {
  if (!isPlainObject(input)) {
    if (input === undefined) throw undefinedValue(place.path);
    throw invalidFilter(
      place.path,
      `must be an object, and is ${describeType(input)}`,
      "write { $elemMatch: { $gt: … } } or { $elemMatch: { key: … } }",
    );
  }
  if (array !== undefined) return { of: "values", filter: parseOperators(input, array.element, parsing, place) };
  if (json === undefined) throw invalidFilter(place.path, `does not fit "${field}"`, "use it under a JSON field");
  const keys = Object.keys(input);
  if (keys.length > 0 && keys.every((key) => OPERATORS.has(key) && !JOINTS.has(key)))
    return { of: "values", filter: parseOperators(input, json.element([]), parsing, place) };
  return { of: "members", filter: parseObject(input, parsing, { ...place, elementsOf: json }) };
}

function fittingNames(target: FilterTarget, { operators }: Place): readonly string[] {
  const fits = ([name, definition]: readonly [string, OperatorDefinition]) =>
    operators.has(name) && definition.kinds.has(target.kind);
  return [...OPERATORS].filter(fits).map(([name]) => name);
}

function notAnOperator(keys: readonly string[], target: FilterTarget, path: string) {
  if (keys.some((key) => key.startsWith("$"))) {
    return invalidFilter(path, "mixes operators with other keys", "write only operators, which start with $");
  }
  if (target.json?.isDocument === true) {
    return invalidFilter(path, "compares a whole document", `name the place in it: { "${target.field}.key": … }`);
  }
  return invalidFilter(
    path,
    "is an object where a value or operators belong",
    "write a value, or operators, which start with $",
  );
}

function unsupported(what: string, target: FilterTarget, place: Place) {
  const { path } = place;
  const kind = target.kind === "jsonPath" ? "a place in a JSON document" : `the kind "${target.kind}"`;
  return queryErrors.create("UNSUPPORTED_OPERATOR", {
    message: `${path}: ${what} does not fit ${kind}`,
    why: "it would mean different things, or nothing, on different databases",
    fix: `use one of: ${fittingNames(target, place).join(", ")}`,
    meta: { path, kind: target.kind },
  });
}
