import { field } from "@dataflow/model";

/** What random tests know of a kind of field. */
export interface KindPlan {
  readonly make: () => unknown;
  /** Few values, so that rows meet: the limits of the kind among them. */
  readonly values: readonly unknown[];
  /** What the kind refuses. */
  readonly wrong: readonly unknown[];
  /** Whether `$gt` and `$min` are for it, and a list is ordered by it. */
  readonly isOrdered: boolean;
  readonly isScalar: boolean;
  /** Amounts for `$inc` and `$mul`; none where the kind is no number. */
  readonly amounts: readonly unknown[];
  /** Conditions beside those that every kind has. */
  readonly conditions: readonly unknown[];
  /** Changes beside those that every kind has. */
  readonly changes: readonly unknown[];
}

const scalar = { isOrdered: true, isScalar: true, amounts: [], conditions: [], changes: [] };
const UUIDS = [
  "00000000-0000-4000-8000-000000000001",
  "00000000-0000-4000-8000-0000000000a2",
  "ffffffff-ffff-4fff-bfff-ffffffffffff",
];

/** The kinds of fields that random models have. */
export const FIELD_KINDS = {
  text: {
    ...scalar,
    make: () => field.text(),
    values: ["a", "B", "é", "", "a%_", "NULL"],
    wrong: [5, new Date(0), "nul \0"],
    conditions: [{ $contains: "%" }, { $regex: "^[aB]" }, { $iStartsWith: "A" }, { $like: "a%" }],
  },
  short: {
    ...scalar,
    make: () => field.text(3),
    values: ["abc", "é€😀", ""],
    wrong: ["abcd", "😀😀😀😀"],
    conditions: [{ $endsWith: "😀" }],
  },
  integer: {
    ...scalar,
    make: () => field.integer(),
    values: [0, 1, 2, -5, 2_147_483_647],
    wrong: [1.5, "1", 2_147_483_648, 1n],
    amounts: [1, -2, 0],
    conditions: [{ $mod: [2, 1] }, { $bitsAnySet: 3 }],
  },
  bigint: {
    ...scalar,
    make: () => field.bigint(),
    values: [0n, 1n, -3n, 2n ** 63n - 1n],
    wrong: [1.5, "1", 2n ** 63n],
    amounts: [1n, -2n],
  },
  real: {
    ...scalar,
    make: () => field.real(),
    // Halved again and again, the smallest numbers would vanish: PostgreSQL refuses such a product.
    values: [0, 0.5, -1.25, 1e10, 2.5e-300],
    wrong: [Number.NaN, Number.POSITIVE_INFINITY, "1"],
    amounts: [0.5, -2],
  },
  decimal: {
    ...scalar,
    make: () => field.decimal(8, 2),
    values: ["0.00", "1.50", "-2.25", "999999.99"],
    wrong: ["1.234", "1000000", "x", true],
    amounts: ["0.25", "-1"],
  },
  boolean: { ...scalar, isOrdered: false, make: () => field.boolean(), values: [true, false], wrong: [1, "true"] },
  timestamp: {
    ...scalar,
    make: () => field.timestamp(),
    values: [new Date("2001-01-31T10:00:00.123Z"), new Date(0), new Date("9999-12-31T23:59:59.999Z")],
    wrong: ["2001-01-31T10:00:00Z", new Date(Number.NaN), 5],
  },
  date: {
    ...scalar,
    make: () => field.date(),
    values: ["2001-01-31", "0001-01-01", "2000-02-29"],
    wrong: ["2001-02-30", new Date(0)],
  },
  time: { ...scalar, make: () => field.time(), values: ["00:00:00", "23:59:59.999"], wrong: ["24:00:00", "1:00"] },
  uuid: { ...scalar, make: () => field.uuid(), values: UUIDS, wrong: ["no"] },
  enum: {
    ...scalar,
    make: () => field.enum(["new", "it's", "OLD"]),
    values: ["new", "it's", "OLD"],
    wrong: ["old", null, 1],
    conditions: [{ $in: ["new", "OLD"] }],
  },
  bytes: {
    ...scalar,
    isOrdered: false,
    make: () => field.bytes(),
    values: [Uint8Array.of(), Uint8Array.of(0, 255), Uint8Array.of(1)],
    wrong: ["AA==", [1]],
  },
  json: {
    ...scalar,
    isOrdered: false,
    isScalar: false,
    make: () => field.json(),
    values: [{ a: 1, list: [1, "x"] }, { a: "x" }, [1, 2], "text", { a: { b: null } }],
    wrong: [{ a: () => 1 }, { a: 1n }],
    conditions: [{ a: 1, list: [1, "x"] }, { $size: 2 }, { $type: "object" }],
  },
  texts: {
    ...scalar,
    isOrdered: false,
    isScalar: false,
    make: () => field.array(field.text()),
    values: [[], ["a"], ["a", "b,{}", ""], ["b,{}"]],
    wrong: ["a", [1], [null]],
    conditions: ["a", { $all: ["a", ""] }, { $size: 0 }, { $overlap: ["a", "z"] }],
    changes: [{ $push: "c" }, { $addToSet: { $each: ["a", "d"] } }, { $pull: "a" }, { $pop: 1 }],
  },
  integers: {
    ...scalar,
    isOrdered: false,
    isScalar: false,
    make: () => field.array(field.integer()),
    values: [[], [1], [3, 1, 2]],
    wrong: [[1.5], ["1"], 1],
    conditions: [1, { $elemMatch: { $gt: 1, $lt: 3 } }],
    changes: [{ $push: { $each: [5, 4], $sort: 1, $slice: 3 } }, { $pullAll: [1, 2] }, { $pull: { $gte: 3 } }],
  },
} as const satisfies Record<string, KindPlan>;

/** The name of a kind of field. */
export type FieldKind = keyof typeof FIELD_KINDS;

/** The names of the kinds. */
export const KINDS = Object.freeze(Object.keys(FIELD_KINDS)) as readonly FieldKind[]; // the keys of that very object
