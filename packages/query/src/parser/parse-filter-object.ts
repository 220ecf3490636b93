import { describeKind, isPlainObject } from "@dataflow/core";
import { allOf } from "../ast/and-node.ts";
import type { FilterNode } from "../ast/filter-node.ts";
import { eqOperator } from "../operators/comparison/eq-operator.ts";
import {
  type ElementFilter,
  type ExpressionUse,
  type OperatorUse,
  TEXT_KINDS,
} from "../operators/operator-definition.ts";
import { LOGICAL_OPERATORS, OPERATORS } from "../operators/operators.ts";
import { textInJson } from "../operators/text-in-json.ts";
import type { QueryRelation } from "../table/query-relation.ts";
import { withOwnKeys } from "../values/plain-object.ts";
import { invalidFilter, tooComplex, undefinedValue, unknownField, unknownOperator } from "./filter-error.ts";
import type { FilterLimits } from "./filter-limits.ts";
import {
  fittingNames,
  notAFilter,
  notAnOperator,
  notOperators,
  refuseAsValue,
  refuseSymbols,
  unsupported,
} from "./filter-mistakes.ts";
import { checkSize, type Parsing } from "./filter-parsing.ts";
import { type FilterPlace, type FilterSubject, NO_OPERATORS, pathOf, pathTo, placeUnder } from "./filter-place.ts";
import { type FilterTarget, fieldOrRoot, targetsOf } from "./filter-target.ts";
import { parseJsonKeys, parseJsonPath } from "./parse-json-path.ts";
import { parsePlainValue } from "./parse-plain-value.ts";
import { checkRelationOperators, parseRelation } from "./parse-relation.ts";

/** What joins filters of members; `$not` under an element is that of operators. */
const JOINTS: ReadonlySet<string> = new Set(["$and", "$or", "$nor"]);

/**
 * Parses an object of a filter: fields, `$and` and the like, each entry a condition that has to hold.
 *
 * @param input what stands there
 * @param parsing the limits, what is allowed, and how much was parsed
 * @param place where it stands
 * @returns the filter as frozen nodes
 * @throws QUERY.* as `parseFilter` does
 */
export function parseObject(input: unknown, parsing: Parsing, place: FilterPlace): FilterNode {
  checkSize(parsing, place);
  if (!isPlainObject(input)) throw notAFilter(input, pathOf(place));
  refuseSymbols(input, place);
  const own = withOwnKeys(input);
  const nodes: FilterNode[] = [];
  for (const key in own) {
    const value = own[key];
    nodes.push(parsePlainValue(key, value, parsing, place) ?? parseEntry(key, value, parsing, place));
  }
  return allOf(nodes);
}

function parseEntry(key: string, value: unknown, parsing: Parsing, outer: FilterPlace): FilterNode {
  const { prefix, elementsOf, targetOf } = outer.subject;
  const operators = parsing.permission.operatorsUnder(prefix + key);
  const place = placeUnder(outer, key, operators ?? NO_OPERATORS);
  if (key.startsWith("$")) return parseLogical(key, value, parsing, place);
  checkSize(parsing, place);
  if (elementsOf !== undefined) {
    const target = elementsOf.element(parseJsonKeys(key, pathOf(place)));
    return parseCondition(value, target, parsing, { ...place, operators: outer.operators });
  }
  const field = operators && targetOf(key);
  if (field !== undefined) return parseCondition(value, field, parsing, place);
  return parseFurther(value, parsing, place, operators !== undefined);
}

/** What a key leads to that is no field: a place in a document, or rows of another table. */
function parseFurther(value: unknown, parsing: Parsing, place: FilterPlace, isNamed: boolean): FilterNode {
  const { key, subject } = place;
  const { table, prefix } = subject;
  const target = isNamed ? parseJsonPath(key, table, pathOf(place)) : undefined;
  if (target !== undefined) return parseCondition(value, target, parsing, place);
  const mayFollow = isNamed || parsing.permission.leadsOn(prefix + key);
  const relation = mayFollow ? table.relations?.get(key) : undefined;
  if (relation === undefined) throw notAField(key, pathOf(place), parsing, place);
  return parseRelated(value, relation, parsing, { ...place, subject: { ...subject, prefix: `${prefix}${key}.` } });
}

function parseRelated(value: unknown, relation: QueryRelation, parsing: Parsing, place: FilterPlace): FilterNode {
  const { subject } = place;
  const hops = subject.hops + 1;
  const { relationHops } = parsing.limits;
  if (hops > relationHops)
    throw tooComplex(pathOf(place), `follows more than ${relationHops} relations`, "ask nearer to the rows you want");
  const path = pathOf(place);
  checkRelationOperators(value, parsing.permission.logicalOperators, path);
  const table = relation.target;
  const there = { ...subject, table, targetOf: targetsOf(table), hops };
  const end = { ...place, outer: undefined, depth: place.depth + 1, subject: there };
  return parseRelation(value, {
    relation,
    path,
    parseWhere: (filter, key) => parseObject(filter, parsing, { ...end, key }),
  });
}

function notAField(key: string, path: string, { permission }: Parsing, { subject: { table, prefix } }: FilterPlace) {
  return unknownField(key, path, table, permission.fieldNames(table, prefix));
}

function parseLogical(key: string, value: unknown, parsing: Parsing, place: FilterPlace): FilterNode {
  const { logicalOperators } = parsing.permission;
  const logical = logicalOperators.has(key) ? LOGICAL_OPERATORS.get(key) : undefined;
  if (logical === undefined) {
    const valid = [...LOGICAL_OPERATORS.keys()].filter((name) => logicalOperators.has(name));
    if (!OPERATORS.has(key) || !logicalOperators.has(key)) throw unknownOperator(key, pathOf(place), valid);
    throw invalidFilter(pathOf(place), "stands beside fields, and belongs under one", `write { field: { ${key}: … } }`);
  }
  if (value === undefined) throw undefinedValue(pathOf(place));
  if ("parse" in logical) {
    if (place.subject.elementsOf === undefined) return logical.parse(value, expressionUse(parsing, place));
    throw invalidFilter(
      pathOf(place),
      "is about rows, and stands in a filter on elements",
      "write it beside the fields",
    );
  }
  if (!logical.takesList) return logical.join([parseNonEmpty(value, parsing, place)]);
  if (!Array.isArray(value) || value.length === 0) {
    throw invalidFilter(
      pathOf(place),
      "must be a list of at least one filter",
      `write ${key}: [{ … }, { … }], or leave it out`,
    );
  }
  const filters: readonly unknown[] = value;
  return logical.join(
    Array.from(filters, (filter, index) =>
      parseObject(filter, parsing, { ...place, outer: place, key: String(index) }),
    ),
  );
}

function expressionUse(parsing: Parsing, place: FilterPlace): ExpressionUse {
  const {
    depth,
    subject: { table, prefix },
  } = place;
  const { permission } = parsing;
  return {
    path: pathOf(place),
    depth,
    table,
    limits: parsing.limits,
    fieldOf: (name, at) => {
      const isAllowed = permission.operatorsUnder(prefix + name) !== undefined;
      const field = isAllowed ? fieldOrRoot(name, table) : undefined;
      if (field === undefined) throw notAField(name, at, parsing, place);
      return field;
    },
    permits: (operator, key) => permission.operatorsUnder(prefix + key)?.has(operator) === true,
    count: (at, level) => checkSize(parsing, { ...place, outer: undefined, key: at, depth: level }),
  };
}

function parseNonEmpty(value: unknown, parsing: Parsing, place: FilterPlace): FilterNode {
  if (isPlainObject(value) && Object.keys(value).length === 0) {
    throw invalidFilter(pathOf(place), "is empty", "write the filter that must not match");
  }
  return parseObject(value, parsing, place);
}

function parseCondition(value: unknown, target: FilterTarget, parsing: Parsing, place: FilterPlace): FilterNode {
  if (isPlainObject(value)) {
    const isDocument = target.json?.isDocument === false && !Object.keys(value).some((key) => key.startsWith("$"));
    return isDocument ? target.compare("eq", value, pathTo(place)) : parseOperatorsOf(value, target, parsing, place);
  }
  if (value === undefined) throw undefinedValue(pathOf(place));
  if (!place.operators.has("$eq")) throw unknownOperator("$eq", pathOf(place), fittingNames(target, place));
  if (value === null) return target.isNull();
  if (typeof value === "object") refuseAsValue(value, target, place);
  if (!eqOperator.kinds.has(target.kind)) throw unsupported("a value", target, place);
  return target.compare("eq", value, pathTo(place));
}

function parseOperators(input: unknown, target: FilterTarget, parsing: Parsing, place: FilterPlace): FilterNode {
  if (!isPlainObject(input)) throw notOperators(input, pathOf(place));
  return parseOperatorsOf(input, target, parsing, place);
}

function parseOperatorsOf(
  input: Readonly<Record<string, unknown>>,
  target: FilterTarget,
  parsing: Parsing,
  place: FilterPlace,
): FilterNode {
  refuseSymbols(input, place);
  const own = withOwnKeys(input);
  const nodes: FilterNode[] = [];
  for (const key in own) {
    if (!key.startsWith("$")) throw notAnOperator(Object.keys(own), target, place);
    nodes.push(parseOperator(new OperatorAtPlace(key, place, parsing, { target, siblings: own })));
  }
  if (nodes.length > 0) return allOf(nodes);
  throw invalidFilter(pathOf(place), "is an empty object", "write a value, or operators such as { $gt: … }");
}

/** An operator and its place in one. Nearly none needs more than its value; the rest is put together when it is asked for. */
class OperatorAtPlace implements OperatorUse, FilterPlace {
  readonly key: string;
  readonly outer: FilterPlace;
  readonly depth: number;
  readonly operators: ReadonlySet<string>;
  readonly subject: FilterSubject;
  readonly parsing: Parsing;
  readonly target: FilterTarget;
  readonly siblings: Readonly<Record<string, unknown>>;

  constructor(key: string, outer: FilterPlace, parsing: Parsing, of: Pick<OperatorUse, "target" | "siblings">) {
    this.key = key;
    this.outer = outer;
    this.depth = outer.depth + 1;
    this.operators = outer.operators;
    this.subject = outer.subject;
    this.parsing = parsing;
    this.target = of.target;
    this.siblings = of.siblings;
  }

  get path(): string {
    return pathOf(this);
  }

  get limits(): FilterLimits {
    return this.parsing.limits;
  }

  parseOperators(operand: unknown): FilterNode {
    return parseOperators(operand, this.target, this.parsing, this);
  }

  parseElements(operand: unknown): ElementFilter {
    return parseElements(operand, this.target, this.parsing, this);
  }
}

function parseOperator(use: OperatorAtPlace): FilterNode {
  const { key, operators, parsing, target, siblings } = use;
  checkSize(parsing, use);
  const definition = operators.has(key) ? OPERATORS.get(key) : undefined;
  if (definition === undefined) throw unknownOperator(key, use.path, fittingNames(target, use));
  if (!definition.kinds.has(target.kind)) throw unsupported(key, target, use);
  const node = definition.parse(siblings[key], use);
  const isTextInJson = definition.kinds === TEXT_KINDS && target.json !== undefined;
  return isTextInJson ? textInJson(node, target.json) : node;
}

/** Elements are asked by operators that stand for the element, or by filters on its members. */
function parseElements(
  input: unknown,
  { json, array, field }: FilterTarget,
  parsing: Parsing,
  place: FilterPlace,
): ElementFilter {
  if (!isPlainObject(input)) {
    if (input === undefined) throw undefinedValue(pathOf(place));
    throw invalidFilter(
      pathOf(place),
      `must be an object, and is ${describeKind(input)}`,
      "write { $elemMatch: { $gt: … } } or { $elemMatch: { key: … } }",
    );
  }
  if (array !== undefined) return { of: "values", filter: parseOperators(input, array.element, parsing, place) };
  if (json === undefined) throw invalidFilter(pathOf(place), `does not fit "${field}"`, "use it under a JSON field");
  const keys = Object.keys(input);
  if (keys.length > 0 && keys.every((key) => OPERATORS.has(key) && !JOINTS.has(key)))
    return { of: "values", filter: parseOperators(input, json.element([]), parsing, place) };
  return {
    of: "members",
    filter: parseObject(input, parsing, { ...place, subject: { ...place.subject, elementsOf: json } }),
  };
}
