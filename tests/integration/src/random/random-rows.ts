import fc from "fast-check";
import { FIELD_KINDS, type KindPlan } from "./field-kinds.ts";
import { type FieldPlan, fieldNames, isUnique, type ModelPlan, type WorldPlan } from "./random-models.ts";

/** Stands for the key of the n-th stored row of a model, whose numbers differ between databases. */
export class Nth {
  readonly model: 0 | 1;
  readonly place: number;

  constructor(model: 0 | 1, place: number) {
    this.model = model;
    this.place = place;
  }

  toString(): string {
    return `nth(${this.model}, ${this.place})`;
  }
}

/** What random rows, keys, filters, changes and orders of a model are made of. */
export interface RowArbitraries {
  readonly key: fc.Arbitrary<unknown>;
  /** A row that a create takes; one in ten has a value that it refuses. */
  readonly row: fc.Arbitrary<Record<string, unknown>>;
  readonly filter: fc.Arbitrary<object>;
  readonly changes: fc.Arbitrary<Record<string, unknown>>;
  readonly order: fc.Arbitrary<readonly string[]>;
  /** Fields whose values name one row, other than the primary key. */
  readonly uniqueFields: readonly string[];
  readonly fields: readonly string[];
  readonly keyFields: readonly string[];
}

const NAMED_KEYS = {
  integer: [1, 2, 3, -7],
  text: ["k", "K", "é", ""],
  uuid: FIELD_KINDS.uuid.values,
  bigint: [1n, 2n, -(2n ** 62n)],
} as const;

/** What to make rows of each of the two models from. */
export function rowArbitraries(world: WorldPlan): readonly [RowArbitraries, RowArbitraries] {
  const parent = arbitrariesOf(world.parent, 0, {});
  const references: Record<string, fc.Arbitrary<unknown>> = {};
  if (world.parent.key !== "composite") references.parentId = parent.key;
  if (world.hasBoss && world.child.key !== "composite") references.bossId = keyOf(world.child, 1);
  const child = arbitrariesOf(world.child, 1, references);
  if (world.parent.key === "composite") return [parent, child];
  const along = parent.filter.map((filter) => ({ parent: filter }));
  const back = fc
    .tuple(fc.constantFrom("$some", "$none", "$every"), child.filter)
    .map(([name, filter]) => ({ children: { [name]: filter } }));
  const withRelation = (own: RowArbitraries, relation: fc.Arbitrary<object>): RowArbitraries => ({
    ...own,
    filter: fc.oneof({ weight: 5, arbitrary: own.filter }, { weight: 1, arbitrary: relation }),
  });
  return [withRelation(parent, back), withRelation(child, fc.oneof(along, fc.constant({ parent: null })))];
}

function arbitrariesOf(
  plan: ModelPlan,
  model: 0 | 1,
  references: Readonly<Record<string, fc.Arbitrary<unknown>>>,
): RowArbitraries {
  const names = fieldNames(plan);
  const key = keyOf(plan, model);
  const referring = Object.entries(references).map(([name, value]) => [name, fc.option(value, { freq: 2 })] as const);
  const values = [...plan.fields.map((one, at) => [names[at] ?? "", rowValue(one)] as const), ...referring];
  const given = fc.record(Object.fromEntries(values), { requiredKeys: requiredOf(plan, names), noNullPrototype: true });
  const keyFields = plan.key === "composite" ? ["part", "place"] : ["id"];
  const keyed = fc.tuple(given, key).map(([rest, one]) => ({
    ...(plan.key === "composite" ? (one as object) : plan.key === "auto" ? {} : { id: one }), // a composite key is one
    ...rest,
  }));
  const sortable = [
    ...keyFields,
    ...Object.keys(references),
    ...names.filter((_, at) => kindOf(plan, at)?.isOrdered === true),
  ];
  return {
    key,
    row: keyed,
    filter: filterOf(plan, names, key),
    changes: changesOf(plan, names, references),
    order: fc
      .uniqueArray(fc.constantFrom(...sortable), { maxLength: 2 })
      .chain((list) => fc.tuple(...list.map((name) => fc.constantFrom(name, `-${name}`)))),
    uniqueFields: names.filter((_, at) => plan.fields[at] !== undefined && isUnique(plan.fields[at])),
    fields: [...keyFields, ...names, ...Object.keys(references)],
    keyFields,
  };
}

function kindOf(plan: ModelPlan, at: number): KindPlan | undefined {
  const kind = plan.fields[at]?.kind;
  return kind === undefined ? undefined : FIELD_KINDS[kind];
}

function keyOf({ key }: ModelPlan, model: 0 | 1): fc.Arbitrary<unknown> {
  if (key === "auto") return fc.nat(4).map((place) => new Nth(model, place));
  if (key !== "composite") return fc.constantFrom<unknown>(...NAMED_KEYS[key]);
  return fc.record(
    { part: fc.constantFrom("a", "B", ""), place: fc.constantFrom(1, 2, -1) },
    { noNullPrototype: true },
  );
}

function requiredOf(plan: ModelPlan, names: readonly string[]): string[] {
  return names.filter((_, at) => plan.fields[at]?.optional === false && plan.fields[at]?.fallback === null);
}

function rowValue({ kind, optional }: FieldPlan): fc.Arbitrary<unknown> {
  const { values, wrong } = FIELD_KINDS[kind];
  return fc.oneof(
    { weight: 30, arbitrary: fc.constantFrom<unknown>(...values) },
    { weight: optional ? 8 : 1, arbitrary: fc.constant(null) },
    { weight: 1, arbitrary: fc.constantFrom<unknown>(...wrong) },
  );
}

function filterOf(plan: ModelPlan, names: readonly string[], key: fc.Arbitrary<unknown>): fc.Arbitrary<object> {
  const one = fc
    .nat(plan.fields.length - 1)
    .chain((at) => condition(plan, at).map((is) => ({ [names[at] ?? ""]: is })));
  const byKey = plan.key === "composite" ? key : key.map((id) => ({ id }));
  const { filter } = fc.letrec<{ filter: object }>((tie) => ({
    filter: fc.oneof(
      { depthSize: "small", withCrossShrink: true },
      one,
      fc.constant({}),
      byKey as fc.Arbitrary<object>, // the fields of a composite key are a filter
      fc
        .tuple(fc.constantFrom("$and", "$or", "$nor"), fc.array(tie("filter"), { minLength: 1, maxLength: 2 }))
        .map(([name, list]) => ({ [name]: list })),
    ),
  }));
  return filter;
}

function condition(plan: ModelPlan, at: number): fc.Arbitrary<unknown> {
  const kind = kindOf(plan, at);
  if (kind === undefined) return fc.constant(null);
  const value = fc.option(fc.constantFrom<unknown>(...kind.values), { freq: 6 });
  const conditions: fc.Arbitrary<unknown>[] = [
    kind.isScalar ? value : fc.constantFrom(...kind.values),
    value.map(($ne) => ({ $ne })),
    fc.constantFrom({ $exists: true }, { $null: true }),
    ...(kind.conditions.length === 0 ? [] : [fc.constantFrom<unknown>(...kind.conditions)]),
  ];
  if (kind.isScalar) {
    conditions.push(
      fc
        .tuple(fc.constantFrom("$in", "$nin"), fc.array(value, { maxLength: 3 }))
        .map(([name, list]) => ({ [name]: list })),
    );
  }
  if (kind.isOrdered) {
    const ordered = fc
      .tuple(fc.constantFrom("$gt", "$gte", "$lt", "$lte"), value)
      .map(([name, operand]) => ({ [name]: operand }));
    conditions.push(
      ordered,
      ordered.map(($not) => ({ $not })),
    );
  }
  return fc.oneof(...conditions);
}

function changesOf(
  plan: ModelPlan,
  names: readonly string[],
  references: Readonly<Record<string, fc.Arbitrary<unknown>>>,
): fc.Arbitrary<Record<string, unknown>> {
  const changes = plan.fields.map((one, at) => [names[at] ?? "", changeOf(one)] as const);
  const referring = Object.entries(references).map(([name, value]) => [name, fc.option(value, { freq: 2 })] as const);
  const all = Object.fromEntries([...changes, ...referring]);
  return fc.record(all, { requiredKeys: [], noNullPrototype: true }).filter((chosen) => Object.keys(chosen).length > 0);
}

function changeOf(one: FieldPlan): fc.Arbitrary<unknown> {
  const kind: KindPlan = FIELD_KINDS[one.kind];
  const value = fc.constantFrom<unknown>(...kind.values);
  const choices: fc.Arbitrary<unknown>[] = [rowValue(one)];
  if (kind.amounts.length > 0) {
    const amount = fc.constantFrom<unknown>(...kind.amounts);
    choices.push(fc.tuple(fc.constantFrom("$inc", "$mul"), amount).map(([name, by]) => ({ [name]: by })));
  }
  const isMeasured = kind.isOrdered && one.kind !== "enum" && one.kind !== "uuid";
  if (isMeasured) choices.push(fc.tuple(fc.constantFrom("$min", "$max"), value).map(([name, to]) => ({ [name]: to })));
  if (kind.changes.length > 0) choices.push(fc.constantFrom<unknown>(...kind.changes));
  return fc.oneof(...choices);
}
