import { allOf } from "../ast/and-node.ts";
import type { FilterNode } from "../ast/filter-node.ts";
import { queryErrors } from "../errors/query-errors.ts";
import { type ElementFilter, type OperatorDefinition, TEXT_KINDS } from "../operators/operator-definition.ts";
import { LOGICAL_OPERATORS, OPERATORS } from "../operators/operators.ts";
import { textInJson } from "../operators/text-in-json.ts";
import type { QueryRelation } from "../table/query-relation.ts";
import type { QueryTable } from "../table/query-table.ts";
import { isPlainObject } from "../values/plain-object.ts";
import { describeType } from "../values/value-rule.ts";
import { invalidFilter, shown, tooComplex, undefinedValue, unknownField, unknownOperator } from "./filter-error.ts";
import { DEFAULT_FILTER_LIMITS, type FilterLimits } from "./filter-limits.ts";
import { type FilterTarget, fieldTarget, type JsonQuestions } from "./filter-target.ts";
import { parseJsonKeys, parseJsonPath } from "./parse-json-path.ts";
import { parseRelation } from "./parse-relation.ts";

/** What one parse knows. */
interface Parsing {
  readonly limits: FilterLimits;
  /** Conditions and joints so far. */
  nodes: number;
}

/** What joins filters of members; `$not` under an element is that of operators. */
const JOINTS: ReadonlySet<string> = new Set(["$and", "$or", "$nor"]);

/** Where in the filter the parser is. */
interface Place {
  readonly path: string;
  readonly depth: number;
  /** The table that it is about: the filter's own, or one that a relation leads to. */
  readonly table: QueryTable;
  /** How many relations lead here. */
  readonly hops: number;
  /** The JSON array whose elements it is about; keys are places in an element. */
  readonly elementsOf?: JsonQuestions;
}

/**
 * Parses a MongoDB-style filter. Everything in it is checked here, so that nothing that follows has to: fields and
 * operators exist, values fit their fields, nothing is undefined, nothing is ignored.
 *
 * @param input the filter; comes from anywhere
 * @param table the table it is about
 * @param limits how large it may be
 * @returns the filter as frozen nodes; everything for `{}`
 * @throws QUERY.INVALID_FILTER, QUERY.UNKNOWN_FIELD, QUERY.UNKNOWN_OPERATOR, QUERY.UNSUPPORTED_OPERATOR, QUERY.INVALID_VALUE, QUERY.UNDEFINED_VALUE, QUERY.INVALID_PATTERN, QUERY.UNSUPPORTED_PATTERN, QUERY.TOO_COMPLEX
 * @example
 * ```ts
 * import { parseFilter, type QueryTable } from "@dataflow/query";
 *
 * function adultsNotInParis(users: QueryTable) {
 *   return parseFilter({ age: { $gte: 18 }, $nor: [{ "profile.city": "Paris" }] }, users);
 * }
 * ```
 */
export function parseFilter(input: unknown, table: QueryTable, limits: Partial<FilterLimits> = {}): FilterNode {
  const parsing: Parsing = { limits: { ...DEFAULT_FILTER_LIMITS, ...limits }, nodes: 0 };
  return parseObject(input, parsing, { path: "filter", depth: 1, table, hops: 0 });
}

function parseObject(input: unknown, parsing: Parsing, place: Place): FilterNode {
  checkSize(parsing, place);
  if (input === undefined) throw undefinedValue(place.path);
  if (!isPlainObject(input))
    throw invalidFilter(place.path, `must be an object, and is ${describeType(input)}`, "write { field: value }");
  const nodes: FilterNode[] = [];
  for (const key of keysOf(input, place.path)) nodes.push(parseEntry(key, input[key], parsing, place));
  return nodes.length === 1 && nodes[0] !== undefined ? nodes[0] : allOf(nodes);
}

function keysOf(input: Readonly<Record<string, unknown>>, path: string): readonly string[] {
  if (Object.getOwnPropertySymbols(input).length > 0) {
    throw invalidFilter(path, "has a symbol as a key", "name fields and operators by strings");
  }
  return Object.keys(input);
}

function checkSize(parsing: Parsing, { path, depth }: Place): void {
  const { limits } = parsing;
  parsing.nodes += 1;
  if (depth > limits.depth)
    throw tooComplex(path, `is nested more than ${limits.depth} levels deep`, "write the filter flatter");
  if (parsing.nodes > limits.nodes)
    throw tooComplex("filter", `has more than ${limits.nodes} conditions`, "use $in for lists of values");
}

function parseEntry(key: string, value: unknown, parsing: Parsing, outer: Place): FilterNode {
  const { table } = outer;
  const place: Place = { ...outer, path: `${outer.path}.${shown(key)}`, depth: outer.depth + 1 };
  if (key.startsWith("$")) return parseLogical(key, value, parsing, place);
  checkSize(parsing, place);
  if (outer.elementsOf !== undefined) {
    const target = outer.elementsOf.element(parseJsonKeys(key, place.path));
    return parseCondition(value, target, parsing, place);
  }
  const field = table.fields.get(key);
  if (field !== undefined) return parseCondition(value, fieldTarget(field), parsing, place);
  const target = parseJsonPath(key, table, place.path);
  if (target !== undefined) return parseCondition(value, target, parsing, place);
  const relation = table.relations?.get(key);
  if (relation === undefined) throw unknownField(key, place.path, table, table.relations?.names());
  return parseRelated(value, relation, parsing, place);
}

function parseRelated(value: unknown, relation: QueryRelation, parsing: Parsing, place: Place): FilterNode {
  const hops = place.hops + 1;
  const { relationHops } = parsing.limits;
  if (hops > relationHops)
    throw tooComplex(place.path, `follows more than ${relationHops} relations`, "ask nearer to the rows you want");
  return parseRelation(value, {
    relation,
    path: place.path,
    parseWhere: (filter, path) =>
      parseObject(filter, parsing, { path, depth: place.depth + 1, table: relation.target, hops }),
  });
}

function parseLogical(key: string, value: unknown, parsing: Parsing, place: Place): FilterNode {
  const logical = LOGICAL_OPERATORS.get(key);
  if (logical === undefined) {
    if (!OPERATORS.has(key)) throw unknownOperator(key, place.path, [...LOGICAL_OPERATORS.keys()]);
    throw invalidFilter(place.path, "stands beside fields, and belongs under one", `write { field: { ${key}: … } }`);
  }
  if (value === undefined) throw undefinedValue(place.path);
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
  if (value === null) return target.isNull();
  if (value instanceof RegExp) throw invalidFilter(place.path, "is a bare regular expression", "write { $regex: … }");
  if (Array.isArray(value) && target.json === undefined && target.array === undefined)
    throw invalidFilter(place.path, "is a list where one value belongs", "write { $in: [ … ] } for any of them");
  const definition = OPERATORS.get("$eq");
  if (definition !== undefined && !definition.kinds.has(target.kind)) throw unsupported("a value", target, place.path);
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
  const definition = OPERATORS.get(key);
  if (definition === undefined) throw unknownOperator(key, path, fittingNames(target));
  if (!definition.kinds.has(target.kind)) throw unsupported(key, target, path);
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

function fittingNames(target: FilterTarget): readonly string[] {
  const fits = ([, definition]: readonly [string, OperatorDefinition]) => definition.kinds.has(target.kind);
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

function unsupported(what: string, target: FilterTarget, path: string) {
  const kind = target.kind === "jsonPath" ? "a place in a JSON document" : `the kind "${target.kind}"`;
  return queryErrors.create("UNSUPPORTED_OPERATOR", {
    message: `${path}: ${what} does not fit ${kind}`,
    why: "it would mean different things, or nothing, on different databases",
    fix: `use one of: ${fittingNames(target).join(", ")}`,
    meta: { path, kind: target.kind },
  });
}
