import { type AnyModelDefinition, defineModel, type FieldMap, field } from "@dataflow/model";
import fc from "fast-check";
import { FIELD_KINDS, type FieldKind, KINDS } from "./field-kinds.ts";

/** A field of a random model, as data: a failure prints it. */
export interface FieldPlan {
  readonly kind: FieldKind;
  readonly optional: boolean;
  readonly unique: boolean;
  /** Which of the kind's values a create fills in that leaves the field out. */
  readonly fallback: number | null;
}

/** What names the rows of a random model. */
export type KeyPlan = "auto" | "integer" | "text" | "uuid" | "bigint" | "composite";

/** A random model, as data. */
export interface ModelPlan {
  readonly key: KeyPlan;
  readonly fields: readonly FieldPlan[];
  readonly options: {
    readonly softDelete: boolean;
    readonly versioned: boolean;
    readonly auditLog: boolean;
    readonly multiTenant: boolean;
    readonly timestamps: boolean;
  };
}

/** Two random models, the second of which may refer to the first, and to itself. */
export interface WorldPlan {
  readonly parent: ModelPlan;
  readonly child: ModelPlan;
  readonly onDelete: "no action" | "cascade" | "set null" | "restrict";
  readonly hasBoss: boolean;
}

const fieldPlan: fc.Arbitrary<FieldPlan> = fc
  .record({
    kind: fc.constantFrom(...KINDS),
    optional: fc.boolean(),
    unique: fc.boolean(),
    fallback: fc.option(fc.nat(2)),
  })
  // Bytes have no fixed default.
  .map((plan) => (plan.kind === "bytes" ? { ...plan, fallback: null } : plan));
const rarely = fc.integer({ min: 0, max: 3 }).map((one) => one === 0);
const modelPlan: fc.Arbitrary<ModelPlan> = fc.record({
  key: fc.constantFrom<KeyPlan[]>("auto", "auto", "integer", "text", "uuid", "bigint", "composite"),
  fields: fc.array(fieldPlan, { minLength: 1, maxLength: 4 }),
  options: fc.record({
    softDelete: fc.boolean(),
    versioned: fc.boolean(),
    auditLog: rarely,
    multiTenant: rarely,
    timestamps: fc.boolean(),
  }),
});

/** Two random models. */
export const worldPlan: fc.Arbitrary<WorldPlan> = fc.record({
  parent: modelPlan,
  child: modelPlan,
  onDelete: fc.constantFrom("no action", "cascade", "set null", "restrict"),
  hasBoss: fc.boolean(),
});

interface AnyBuilder {
  optional(): AnyBuilder;
  unique(): AnyBuilder;
  default(value: unknown): AnyBuilder;
}

/** The plan's models. */
export function definitionsOf(world: WorldPlan): readonly [AnyModelDefinition, AnyModelDefinition] {
  const parent = defineModel("Parent", fieldsOf(world.parent), world.parent.options);
  const own: Record<string, FieldMap[string]> = { ...fieldsOf(world.child) };
  if (world.parent.key !== "composite") {
    own.parentId = keyField(world.parent.key)
      .optional()
      .references(() => parent, { as: "parent", inverse: "children", onDelete: world.onDelete });
  }
  if (world.hasBoss && world.child.key !== "composite") {
    own.bossId = keyField(world.child.key).optional().references("self", { as: "boss", inverse: "staff" });
  }
  return [parent, defineModel("Child", own, world.child.options)];
}

/** The names of the fields of a plan, in order: `f0Text`. */
export function fieldNames(plan: ModelPlan): readonly string[] {
  return plan.fields.map(({ kind }, at) => `f${at}${kind.slice(0, 1).toUpperCase()}${kind.slice(1)}`);
}

/** Whether a field's values are told apart by a unique key. */
export function isUnique({ unique, kind }: FieldPlan): boolean {
  return unique && FIELD_KINDS[kind].isScalar;
}

function fieldsOf(plan: ModelPlan): FieldMap {
  const names = fieldNames(plan);
  const fields: Record<string, FieldMap[string]> = {};
  if (plan.key === "composite") {
    fields.part = field.text().primaryKey();
    fields.place = field.integer().primaryKey();
  } else if (plan.key !== "auto") {
    fields.id = keyField(plan.key).primaryKey();
  }
  for (const [at, one] of plan.fields.entries()) {
    const { make, values } = FIELD_KINDS[one.kind];
    // The type of a field follows from the calls on it, and here these are only known when the test runs.
    let made = make() as unknown as AnyBuilder;
    if (one.optional) made = made.optional();
    if (isUnique(one)) made = made.unique();
    if (one.fallback !== null) made = made.default(values[one.fallback % values.length]);
    fields[names[at] ?? ""] = made as unknown as FieldMap[string]; // every kind makes one
  }
  return fields;
}

function keyField(key: Exclude<KeyPlan, "composite">) {
  if (key === "text") return field.text();
  if (key === "uuid") return field.uuid();
  return key === "bigint" ? field.bigint() : field.integer();
}
