import { type AnyField, defineModel, field, type ModelMap, type ModelOptions } from "@dataflow/model";
import fc from "fast-check";

/** A field of each kind, and of some twice. */
const KINDS = {
  text: () => field.text(),
  short: () => field.text(12),
  integer: () => field.integer(),
  bigint: () => field.bigint(),
  real: () => field.real(),
  decimal: () => field.decimal(12, 2),
  wide: () => field.decimal(30, 10),
  boolean: () => field.boolean(),
  timestamp: () => field.timestamp(),
  date: () => field.date(),
  time: () => field.time(),
  uuid: () => field.uuid(),
  json: () => field.json(),
  enum: () => field.enum(["new", "it's", "{,}"]),
  bytes: () => field.bytes(),
  texts: () => field.array(field.text()),
  integers: () => field.array(field.integer()),
  enums: () => field.array(field.enum(["a,b", "NULL"])),
} as const satisfies Record<string, () => AnyField>;

type KindName = keyof typeof KINDS;

const KIND_NAMES = Object.keys(KINDS) as KindName[]; // the keys that are written above
const NAMES = ["Alpha", "Beta", "Gamma"] as const;

const options: fc.Arbitrary<ModelOptions> = fc.record(
  { timestamps: fc.boolean(), softDelete: fc.boolean(), versioned: fc.boolean() },
  { requiredKeys: [], noNullPrototype: true },
);

const fields = fc.uniqueArray(fc.record({ kind: fc.constantFrom(...KIND_NAMES), isOptional: fc.boolean() }), {
  selector: ({ kind }) => kind,
  minLength: 1,
  maxLength: 6,
});

/** Whether the model refers to the one before it, and whether it must. */
const reference = fc.constantFrom<"none" | "optional" | "required">("none", "optional", "required");

/**
 * Up to three models, as `new DataFlow(url, { models })` takes them: fields of every kind, required and optional, managed
 * ones, and references to each other.
 *
 * @example
 * ```ts
 * import { openTestDatabase } from "@dataflow/testing";
 * import { models } from "@dataflow/testing/arbitraries";
 * import fc from "fast-check";
 *
 * await fc.assert(
 *   fc.asyncProperty(models, async (some) => {
 *     await using database = await openTestDatabase({ url: "sqlite::memory:", models: some });
 *     return database.dialect === "sqlite";
 *   }),
 *   { numRuns: 5 },
 * );
 * ```
 */
export const models: fc.Arbitrary<ModelMap> = fc
  .array(fc.record({ fields, options, reference }), { minLength: 1, maxLength: NAMES.length })
  .map((drawn) => {
    const made: Record<string, ReturnType<typeof defineModel>> = {};
    for (const [at, { fields: kinds, options: chosen, reference: refers }] of drawn.entries()) {
      const name = NAMES[at] ?? "Alpha";
      const own = kinds.map(({ kind, isOptional }): [string, AnyField] => {
        const required = KINDS[kind]();
        return [kind, isOptional ? required.optional() : required];
      });
      const before = at === 0 ? undefined : made[NAMES[at - 1] ?? ""];
      const parent =
        before === undefined || refers === "none" ? [] : [["parentId", parentField(before, refers)] as const];
      made[name] = defineModel(name, Object.fromEntries([...own, ...parent]), chosen);
    }
    return Object.freeze(made);
  });

function parentField(parent: unknown, refers: "optional" | "required"): AnyField {
  const id = field.integer().references(() => parent);
  return refers === "optional" ? id.optional() : id;
}
