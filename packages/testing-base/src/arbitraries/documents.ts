import fc from "fast-check";

const KEYS = ["a", "b", "c", "0", "1", "odd key", "constructor"] as const;
const key = fc.oneof(
  { weight: 8, arbitrary: fc.constantFrom(...KEYS.slice(0, 2)) },
  { weight: 3, arbitrary: fc.constantFrom(...KEYS) },
);

const numbers = [0, 1, 2, 5, -1, -7, 1.5, -0.25, 54, 255, 1e21, 2 ** 53, 2 ** 60, 2 ** 63, -(2 ** 63), 1e-7] as const;
const texts = ["", "a", "ab", "B", "é", "10", "a%b", '"', "[1]", "{}", "null", "x\ny", "😀"] as const;
const scalar = fc.oneof(
  { weight: 4, arbitrary: fc.constantFrom<unknown>(0, 1, 2, "a", "b", null, true, false) },
  { weight: 1, arbitrary: fc.constantFrom<unknown>(...numbers) },
  { weight: 1, arbitrary: fc.constantFrom<unknown>(...texts) },
);

/**
 * Any value of JSON, small and out of few parts, so that filters and documents meet.
 *
 * @example
 * ```ts
 * import { jsonValues } from "@dataflow/testing-base/arbitraries";
 * import fc from "fast-check";
 *
 * fc.sample(jsonValues, 3);
 * ```
 */
export const jsonValues = fc.letrec<{ value: unknown; list: unknown; object: unknown }>((tie) => ({
  value: fc.oneof(
    { maxDepth: 4, depthIdentifier: "json" },
    { weight: 5, arbitrary: scalar },
    { weight: 3, arbitrary: tie("list") },
    { weight: 3, arbitrary: tie("object") },
  ),
  list: fc.array(tie("value"), { maxLength: 3, depthIdentifier: "json" }),
  object: fc.dictionary(key, tie("value"), { maxKeys: 3, depthIdentifier: "json", noNullPrototype: true }),
})).value;

/**
 * Whole documents: mostly objects, whose first keys are those that filters ask for.
 *
 * @example
 * ```ts
 * import { nestedDocuments } from "@dataflow/testing-base/arbitraries";
 * import fc from "fast-check";
 *
 * fc.sample(nestedDocuments, 3);
 * ```
 */
export const nestedDocuments = fc.oneof(
  { weight: 8, arbitrary: fc.dictionary(key, jsonValues, { minKeys: 1, maxKeys: 4, noNullPrototype: true }) },
  { weight: 2, arbitrary: fc.array(jsonValues, { maxLength: 4 }) },
  { weight: 1, arbitrary: jsonValues.filter((value) => value !== null) },
);

const orderedArray = fc.letrec<{ value: unknown; list: unknown[] }>((tie) => ({
  value: fc.oneof(
    { maxDepth: 2, depthIdentifier: "order" },
    { weight: 4, arbitrary: scalar },
    { weight: 1, arbitrary: fc.constant({}) },
    { weight: 2, arbitrary: tie("list") },
  ),
  list: fc.array(tie("value"), { maxLength: 3, depthIdentifier: "order" }),
})).list;

const text = fc.constantFrom("", "a", "b", "1", "é", "%", "\n");
const mask = fc.oneof(fc.constantFrom(0, 1, 2, 5, 54, 255, 2 ** 52), fc.array(fc.nat({ max: 70 }), { maxLength: 3 }));
const type = fc.constantFrom<unknown>("null", "number", "string", "object", "array", "bool", 2, 4);

/** Values that are no objects of operators: a literal object may not start its keys with `$`. */
const operand = jsonValues;

type Operators = Readonly<Record<string, unknown>>;

function named(name: fc.Arbitrary<string>, value: fc.Arbitrary<unknown>): fc.Arbitrary<Operators> {
  return fc.tuple(name, value).map(([operator, given]) => ({ [operator]: given }));
}

const plainOperators: fc.Arbitrary<Operators> = fc.oneof(
  { weight: 3, arbitrary: named(fc.constantFrom("$eq", "$ne"), operand) },
  { weight: 3, arbitrary: named(fc.constantFrom("$gt", "$gte", "$lt", "$lte"), fc.oneof(scalar, orderedArray)) },
  { weight: 2, arbitrary: named(fc.constantFrom("$in", "$nin"), fc.array(operand, { maxLength: 3 })) },
  named(fc.constantFrom("$exists", "$null"), fc.boolean()),
  named(fc.constant("$type"), fc.oneof(type, fc.array(type, { minLength: 1, maxLength: 2 }))),
  named(fc.constant("$all"), fc.array(operand, { maxLength: 2 })),
  named(fc.constant("$size"), fc.nat({ max: 3 })),
  named(fc.constant("$overlap"), fc.array(operand, { maxLength: 3 })),
  named(fc.constant("$mod"), fc.tuple(fc.constantFrom(1, 2, -3, 4.7), fc.constantFrom(0, 1, -1, 2.5))),
  named(fc.constantFrom("$bitsAllSet", "$bitsAnySet", "$bitsAllClear", "$bitsAnyClear"), mask),
  named(fc.constantFrom("$startsWith", "$endsWith", "$contains"), text),
  named(fc.constantFrom("$like", "$ilike"), fc.constantFrom("%", "a%", "_", "B", "%\\%%")),
  named(fc.constant("$regex"), fc.constantFrom("^a", "b$", "^ab$", "[0-9]", "", "^")),
  named(fc.constant("$between"), fc.tuple(fc.constantFrom(0, 1), fc.constantFrom(1, 2, 255))),
);

const path = fc
  .array(key, { minLength: 1, maxLength: 4 })
  .filter((keys) => keys.filter((one) => /^\d+$/.test(one)).length <= 2)
  .map((keys) => keys.join("."));

interface Parts {
  operators: Operators;
  element: Operators;
  members: Operators;
  filter: Operators;
}

const parts = fc.letrec<Parts>((tie: fc.LetrecTypedTie<Parts>) => ({
  operators: fc.oneof(
    { maxDepth: 3, depthIdentifier: "operators" },
    { weight: 8, arbitrary: plainOperators },
    { weight: 2, arbitrary: named(fc.constant("$not"), tie("operators")) },
    { weight: 3, arbitrary: named(fc.constant("$elemMatch"), fc.oneof(tie("element"), tie("members"))) },
    { weight: 1, arbitrary: fc.tuple(tie("operators"), tie("operators")).map(([a, b]) => ({ ...a, ...b })) },
  ),
  element: tie("operators"),
  members: fc.oneof(
    { maxDepth: 2, depthIdentifier: "operators" },
    { weight: 6, arbitrary: fc.tuple(path, conditionOf(tie("operators"))).map(([at, asked]) => ({ [at]: asked })) },
    { weight: 1, arbitrary: fc.constant({}) },
    { weight: 2, arbitrary: joined(tie("members")) },
  ),
  filter: fc.oneof(
    { maxDepth: 3, depthIdentifier: "operators" },
    {
      weight: 8,
      arbitrary: fc.tuple(path, conditionOf(tie("operators"))).map(([at, asked]) => ({ [`data.${at}`]: asked })),
    },
    {
      weight: 1,
      arbitrary: tie("operators")
        .filter(isNotAboutColumn)
        .map((asked) => ({ data: asked })),
    },
    { weight: 3, arbitrary: joined(tie("filter")) },
  ),
}));

/** A literal value, or operators. */
function conditionOf(operators: fc.Arbitrary<Operators>): fc.Arbitrary<unknown> {
  return fc.oneof({ weight: 2, arbitrary: operand }, { weight: 6, arbitrary: operators });
}

function joined(filter: fc.Arbitrary<Operators>): fc.Arbitrary<Operators> {
  const list = fc.array(filter, { minLength: 1, maxLength: 3, depthIdentifier: "operators" });
  return fc.oneof(
    named(fc.constantFrom("$and", "$or", "$nor"), list),
    fc.tuple(filter, filter).map(([a, b]) => ({ ...a, ...b })),
  );
}

/** Null and existence of a column are not those of the document in it. */
function isNotAboutColumn(asked: Operators): boolean {
  return !/null|\$exists/.test(JSON.stringify(asked));
}

/**
 * Valid filters on the documents in a JSON field called `data`.
 *
 * @example
 * ```ts
 * import { matchesDocument } from "@dataflow/testing-base/reference";
 * import { documentFilters, nestedDocuments } from "@dataflow/testing-base/arbitraries";
 * import fc from "fast-check";
 *
 * fc.assert(fc.property(documentFilters, nestedDocuments, (filter, data) => typeof matchesDocument(filter, { data }) === "boolean"));
 * ```
 */
export const documentFilters = parts.filter;

/**
 * What an element of a list is asked: operators, or a value that it must equal.
 *
 * @example
 * ```ts
 * import { elementConditions } from "@dataflow/testing-base/arbitraries";
 * import fc from "fast-check";
 *
 * fc.sample(elementConditions, 3);
 * ```
 */
export const elementConditions = conditionOf(parts.operators);
