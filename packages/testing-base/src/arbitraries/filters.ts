import type { ColumnType, ScalarColumnType } from "@dataflow/core";
import fc from "fast-check";
import { fewValues, texts } from "./values.ts";

/** Fields with their types, as definitions of models and tables of queries have them. */
export interface FieldTypes {
  readonly fields: ReadonlyMap<string, { readonly name: string; readonly type: ColumnType }>;
}

const EQUALITY = ["$eq", "$ne"];
const ORDER = ["$gt", "$gte", "$lt", "$lte"];
const POSITIONS = ["$startsWith", "$endsWith", "$contains", "$iStartsWith", "$iEndsWith", "$iContains"];

const likePattern = fc
  .array(fc.constantFrom("%", "_", "a", "A", "b", "é", "😀", "\\%", "\\_", "\\\\", "[", "*", "?", "\n"), {
    maxLength: 5,
  })
  .map((parts) => parts.join(""));

/** Expressions of the parts that every database can match. */
const simpleRegex = fc
  .tuple(
    fc.constantFrom("", "^", ".*", "^.*"),
    fc.array(fc.constantFrom("a", "A", "b", "é", "😀", "\\.", "\\*", "\\?", "\\[", "%", "_", "\\u{1F600}", "\\n"), {
      maxLength: 3,
    }),
    fc.constantFrom(
      "",
      "[ab]",
      "[^ab]",
      "[a-z]",
      "\\d",
      "\\D",
      "\\w",
      "\\s",
      "[\\]^-]",
      "[^\\]]",
      "[\\-a]",
      "[+--]",
      "[Z-^]",
      "[\\^]",
      ".",
    ),
    fc.constantFrom("", "$", ".*", "b"),
    fc.constantFrom("", "s", "m"),
  )
  .filter(([start, , , , options]) => start !== "^.*" || options === "s")
  .filter(([start, , , end, options]) => options !== "m" || (!start.startsWith("^") && end !== "$"))
  .map(([start, body, one, end, $options]) => ({ $regex: start + body.join("") + one + end, $options }));

const caseless = fc
  .tuple(
    fc.constantFrom("", "^"),
    fc.array(fc.constantFrom("a", "A", "b", "É", "%", "_", "\\\\", "."), { maxLength: 3 }),
    fc.constantFrom("", "$"),
  )
  .map(([start, body, end]) => ({ $regex: start + body.join("") + end, $options: "is" }));

const MIN_INT64 = -(2n ** 63n);
const digitConditions: readonly fc.Arbitrary<object>[] = [
  fc
    .tuple(
      fc.constantFrom<unknown>(1, 2, -1, -3, 4.7, 2n ** 62n, MIN_INT64),
      fc.constantFrom<unknown>(0, 1, -1, -2n, 2.5),
    )
    .map(($mod) => ({ $mod })),
  fc
    .tuple(
      fc.constantFrom("$bitsAllSet", "$bitsAnySet", "$bitsAllClear", "$bitsAnyClear"),
      fc.oneof(
        fc.constantFrom<unknown>(0, 1, 2, 5, 2n ** 63n - 1n),
        fc.uniqueArray(fc.constantFrom(0, 1, 5, 31, 32, 62, 63, 64, 200), { maxLength: 3 }),
      ),
    )
    .map(([name, mask]) => ({ [name]: mask })),
];

function conditions(type: Exclude<ColumnType, { readonly kind: "json" | "array" | "unknown" }>): fc.Arbitrary<unknown> {
  const value = fewValues(type);
  const orNull = fc.option(value, { freq: 8 });
  const list = fc.array(orNull, { maxLength: 4 });
  const one: fc.Arbitrary<object>[] = [
    fc.tuple(fc.constantFrom(...EQUALITY), orNull).map(([name, operand]) => ({ [name]: operand })),
    fc.tuple(fc.constantFrom("$in", "$nin"), list).map(([name, operand]) => ({ [name]: operand })),
    fc.tuple(fc.constantFrom("$exists", "$null"), fc.boolean()).map(([name, operand]) => ({ [name]: operand })),
  ];
  if (type.kind !== "boolean" && type.kind !== "bytes") {
    one.push(fc.tuple(fc.constantFrom(...ORDER), orNull).map(([name, operand]) => ({ [name]: operand })));
    one.push(
      fc
        .tuple(fc.constantFrom(...ORDER), value, fc.constantFrom(...ORDER), value)
        .map(([a, x, b, y]) => ({ [a]: x, [b]: y })),
    );
    one.push(fc.tuple(value, value).map((pair) => ({ $between: pair })));
  }
  if (type.kind === "text" || type.kind === "enum") {
    one.push(fc.tuple(fc.constantFrom(...POSITIONS), texts).map(([name, operand]) => ({ [name]: operand })));
    one.push(fc.tuple(fc.constantFrom("$like", "$ilike"), likePattern).map(([name, operand]) => ({ [name]: operand })));
    one.push(simpleRegex, caseless);
  }
  if (type.kind === "integer" || type.kind === "bigint") one.push(...digitConditions);
  const operators = fc.oneof(...one);
  return fc.oneof(
    { weight: 2, arbitrary: orNull },
    { weight: 6, arbitrary: operators },
    { weight: 2, arbitrary: operators.map((operand) => ({ $not: operand })) },
  );
}

const scalar = fc.constantFrom<unknown>("", "a", "B", "é", "10", 0, 1, 10, -1.5, 1e21, true, false);
const ordered = fc.constantFrom<unknown>("", "a", "é", "10", 0, 1, 10, -1.5);

const jsonCondition = fc.oneof(
  fc.option(scalar),
  fc.tuple(fc.constantFrom(...EQUALITY), fc.option(scalar)).map(([name, operand]) => ({ [name]: operand })),
  fc.tuple(fc.constantFrom(...ORDER), ordered).map(([name, operand]) => ({ [name]: operand })),
  fc
    .tuple(fc.constantFrom("$in", "$nin"), fc.array(fc.option(scalar), { maxLength: 4 }))
    .map(([name, operand]) => ({ [name]: operand })),
  fc.tuple(fc.constantFrom("$exists", "$null"), fc.boolean()).map(([name, operand]) => ({ [name]: operand })),
  fc.tuple(fc.constantFrom(...ORDER), ordered).map(([name, operand]) => ({ $not: { [name]: operand } })),
);

function arrayConditions(element: ScalarColumnType): fc.Arbitrary<unknown> {
  const value = fewValues(element);
  const list = fc.array(value, { maxLength: 2 });
  const either = fc.oneof(value, list);
  const operators = fc.oneof(
    fc.tuple(fc.constantFrom(...EQUALITY), either).map(([name, operand]) => ({ [name]: operand })),
    fc
      .tuple(fc.constantFrom("$in", "$nin"), fc.array(either, { maxLength: 3 }))
      .map(([name, operand]) => ({ [name]: operand })),
    fc.tuple(fc.constantFrom("$all", "$overlap"), list).map(([name, operand]) => ({ [name]: operand })),
    fc.nat({ max: 3 }).map(($size) => ({ $size })),
    fc.tuple(fc.constantFrom(...ORDER), value).map(([name, operand]) => ({ [name]: operand })),
    fc
      .tuple(fc.constantFrom(...ORDER, ...EQUALITY), value, value)
      .map(([name, operand, other]) => ({ $elemMatch: { [name]: operand, $not: { $gt: other } } })),
    fc.array(value, { maxLength: 2 }).map(($nin) => ({ $elemMatch: { $nin } })),
    fc.tuple(fc.constantFrom("$exists", "$null"), fc.boolean()).map(([name, operand]) => ({ [name]: operand })),
  );
  return fc.oneof(
    { weight: 2, arbitrary: either },
    { weight: 6, arbitrary: operators },
    { weight: 2, arbitrary: operators.map((operand) => ({ $not: operand })) },
  );
}

/**
 * Values of JSON fields that the conditions of {@link filters} on places in them meet.
 *
 * @example
 * ```ts
 * import { filteredDocuments } from "@dataflow/testing-base/arbitraries";
 * import fc from "fast-check";
 *
 * fc.sample(filteredDocuments, 3);
 * ```
 */
export const filteredDocuments = fc.record(
  {
    city: fc.option(scalar),
    "odd key": scalar,
    deep: fc.oneof(scalar, fc.constant([1, 2]), fc.record({ n: fc.option(scalar) }, { requiredKeys: [] })),
  },
  { requiredKeys: [] },
);

const EXPRESSION_KINDS = [
  ["integer", "bigint"],
  ["integer", "real"],
  ["text", "enum"],
  ["decimal"],
  ["timestamp"],
  ["date"],
  ["time"],
  ["uuid"],
  ["boolean"],
  ["bytes"],
];

/** Comparisons of fields with each other and with values, and logic over them. */
function expressions(table: FieldTypes): fc.Arbitrary<object> {
  const fields = [...table.fields.values()];
  const pairs = EXPRESSION_KINDS.flatMap((kinds) => {
    const same = fields.filter(({ type }) => kinds.includes(type.kind));
    return same.flatMap((left) =>
      same
        .filter((right) => right.type.kind !== "decimal" || JSON.stringify(right.type) === JSON.stringify(left.type))
        .map((right) => ({ left, right, isOrdered: !["boolean", "bytes"].includes(left.type.kind) })),
    );
  });
  const comparison = fc.constantFrom(...pairs).chain(({ left, right, isOrdered }) => {
    const { type } = left;
    if (type.kind === "json" || type.kind === "array" || type.kind === "unknown") return fc.constant({});
    const field = fc.constant<unknown>(`$${left.name}`);
    const other = fc.oneof(
      { weight: 3, arbitrary: fc.constant<unknown>(`$${right.name}`) },
      { weight: 1, arbitrary: fc.option(fewValues(type)).map(($literal) => ({ $literal })) },
    );
    const operator = fc.constantFrom(...EQUALITY, ...(isOrdered ? ORDER : []));
    return fc
      .tuple(operator, fc.oneof(fc.tuple(field, other), fc.tuple(other, field)))
      .map(([name, sides]) => ({ [name]: sides }));
  });
  return fc.oneof(
    { weight: 3, arbitrary: comparison },
    { weight: 1, arbitrary: comparison.map((one) => ({ $not: [one] })) },
    {
      weight: 1,
      arbitrary: fc
        .tuple(fc.constantFrom("$and", "$or"), fc.array(comparison, { minLength: 1, maxLength: 3 }))
        .map(([name, list]) => ({ [name]: list })),
    },
  );
}

/**
 * Valid filters over the fields of a model or a table: every operator, joined and negated, and `$expr`.
 *
 * @param table what has the fields: the definition of a model, or the table of a query
 * @returns filters
 * @example
 * ```ts
 * import { filters } from "@dataflow/testing-base/arbitraries";
 * import fc from "fast-check";
 *
 * const fields = new Map([["age", { name: "age", type: { kind: "integer" } as const }]]);
 * fc.sample(filters({ fields }), 3); // { age: { $gte: 1 } }, …
 * ```
 */
export function filters(table: FieldTypes): fc.Arbitrary<object> {
  const leaves: fc.Arbitrary<object>[] = [];
  for (const { name, type } of table.fields.values()) {
    if (type.kind === "json") {
      const path = fc.constantFrom("city", "odd key", "deep", "deep.n", "deep.n.x", "none");
      leaves.push(fc.tuple(path, jsonCondition).map(([place, condition]) => ({ [`${name}.${place}`]: condition })));
      leaves.push(
        fc
          .constantFrom<unknown>(null, { $exists: true }, { $null: false }, { $not: { $exists: true } })
          .map((condition) => ({ [name]: condition })),
      );
    } else if (type.kind === "array") {
      leaves.push(arrayConditions(type.element).map((condition) => ({ [name]: condition })));
    } else if (type.kind !== "unknown") {
      leaves.push(conditions(type).map((condition) => ({ [name]: condition })));
    }
  }
  leaves.push(expressions(table).map(($expr) => ({ $expr })));
  leaves.push(expressions(table).map(($expr) => ({ $expr })));
  const leaf = fc.oneof(...leaves);
  return fc.letrec<{ filter: object; leaf: object; joined: object }>((tie) => ({
    leaf,
    joined: fc.oneof(
      fc
        .tuple(fc.constantFrom("$and", "$or", "$nor"), fc.array(tie("filter"), { minLength: 1, maxLength: 3 }))
        .map(([name, list]) => ({ [name]: list })),
      tie("leaf").map((one) => ({ $not: one })),
      fc.tuple(tie("leaf"), tie("leaf")).map(([a, b]) => ({ ...a, ...b })),
    ),
    filter: fc.oneof(
      { maxDepth: 3, depthIdentifier: "filter" },
      { weight: 3, arbitrary: tie("leaf") },
      { weight: 2, arbitrary: tie("joined") },
    ),
  })).filter;
}
