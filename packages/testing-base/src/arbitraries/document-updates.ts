import fc from "fast-check";

const KEYS = ["a", "b", "c"];
const key = fc.constantFrom(...KEYS, "0", "1", "é'$");
// Sums and products of these are exact, and no database reads them differently.
const number = fc.oneof(fc.integer({ min: -20, max: 20 }), fc.constantFrom(0.5, -2.25, 1e15, 1024));
const scalar = fc.oneof(number, fc.constantFrom("a", "B", "é", "", 'quote "', "10"), fc.boolean(), fc.constant(null));

/** JSON values that meet each other often: few keys, few values, documents and arrays inside each other. */
const { value, array } = fc.letrec<{ value: unknown; array: unknown[]; object: Record<string, unknown> }>((tie) => ({
  value: fc.oneof({ depthSize: "small", withCrossShrink: true }, scalar, scalar, tie("array"), tie("object")),
  array: fc.array(tie("value"), { maxLength: 4 }),
  object: fc.dictionary(key, tie("value"), { maxKeys: 3, noNullPrototype: true }),
}));

const path = fc
  .array(fc.oneof({ weight: 12, arbitrary: key }, { weight: 1, arbitrary: fc.constant("$[]") }), {
    minLength: 1,
    maxLength: 3,
  })
  .map((parts) => parts.join("."));
const keyPath = fc.array(fc.constantFrom(...KEYS), { minLength: 1, maxLength: 2 }).map((parts) => parts.join("."));
const direction = fc.constantFrom(1, -1);
const small = fc.integer({ min: -4, max: 4 });
const sort = fc.oneof(direction, fc.dictionary(keyPath, direction, { minKeys: 1, maxKeys: 2, noNullPrototype: true }));
const order = fc.oneof(number, fc.constantFrom("a", "B", "é"), fc.boolean(), fc.constant(null));

const operators = fc
  .record(
    {
      $eq: value,
      $ne: value,
      $gt: order,
      $gte: order,
      $lt: order,
      $lte: order,
      $in: array,
      $nin: array,
      $exists: fc.boolean(),
      $size: fc.nat(3),
      $not: fc.record({ $gt: order }, { noNullPrototype: true }),
    },
    { requiredKeys: [], noNullPrototype: true },
  )
  .filter((given) => Object.keys(given).length > 0);
const keysCondition = fc.dictionary(keyPath, fc.oneof(scalar, array, operators), { maxKeys: 2, noNullPrototype: true });
const condition = fc.oneof(
  scalar,
  array,
  operators,
  keysCondition,
  fc.record({ $or: fc.array(keysCondition, { minLength: 1, maxLength: 2 }) }),
  fc.record({ $nor: fc.array(keysCondition, { minLength: 1, maxLength: 2 }) }),
  fc.record({ $elemMatch: fc.oneof(operators, keysCondition) }),
);
const push = fc.record(
  { $each: array, $position: small, $slice: small, $sort: sort },
  { requiredKeys: ["$each"], noNullPrototype: true },
);
const mask = fc.integer({ min: -8, max: 255 });

const change = fc.oneof(
  fc.tuple(fc.constantFrom("$set", "$setOnInsert"), path, value),
  fc.tuple(fc.constantFrom("$min", "$max"), path, value),
  fc.tuple(fc.constantFrom("$inc", "$mul"), path, number),
  fc.tuple(fc.constant("$unset"), path, fc.constant("")),
  fc.tuple(fc.constant("$push"), path, fc.oneof(value, push, push)),
  fc.tuple(fc.constant("$addToSet"), path, fc.oneof(value, fc.record({ $each: array }, { noNullPrototype: true }))),
  fc.tuple(fc.constant("$pull"), path, condition),
  fc.tuple(fc.constant("$pullAll"), path, array),
  fc.tuple(fc.constant("$pop"), path, direction),
  fc.tuple(
    fc.constant("$bit"),
    path,
    fc
      .record({ and: mask, or: mask, xor: mask }, { requiredKeys: [], noNullPrototype: true })
      .filter((given) => Object.keys(given).length > 0),
  ),
  fc.tuple(fc.constant("$rename"), keyPath, keyPath),
);

/**
 * Updates of documents with one to three changes: every operator, with paths and positions.
 *
 * @example
 * ```ts
 * import { documentUpdates } from "@dataflow/testing-base/arbitraries";
 * import fc from "fast-check";
 *
 * fc.sample(documentUpdates, 3); // { $push: { a: { $each: [1] } } }, …
 * ```
 */
export const documentUpdates = fc.array(change, { minLength: 1, maxLength: 3 }).map((changes) => {
  const update: Record<string, Record<string, unknown>> = {};
  for (const [operator, target, operand] of changes) update[operator] = { ...update[operator], [target]: operand };
  return update;
});

/**
 * Documents whose keys {@link documentUpdates} name, most often with arrays and objects below them.
 *
 * @example
 * ```ts
 * import { updatedDocuments } from "@dataflow/testing-base/arbitraries";
 * import fc from "fast-check";
 *
 * fc.sample(updatedDocuments, 3);
 * ```
 */
export const updatedDocuments = fc.dictionary(
  fc.constantFrom(...KEYS),
  fc.oneof(value, array, fc.dictionary(fc.constantFrom(...KEYS), value, { maxKeys: 2, noNullPrototype: true }), number),
  { maxKeys: 3, noNullPrototype: true },
);
