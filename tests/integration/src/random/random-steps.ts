import fc from "fast-check";
import type { ModelPlan, WorldPlan } from "./random-models.ts";
import { type RowArbitraries, rowArbitraries } from "./random-rows.ts";

/** One thing to ask of a model, as data: a method's name and what it is given. */
export interface OperationStep {
  readonly model: 0 | 1;
  readonly method: string;
  readonly given: readonly unknown[];
  readonly tenant: string | null;
}

/** Steps in a transaction, or in a savepoint when it stands in another; `fails` ends it with an error. */
export interface TransactionStep {
  readonly steps: readonly Step[];
  readonly fails: boolean;
}

export type Step = OperationStep | TransactionStep;

const tenant = fc.constantFrom("t1", "t1", "t1", "t2", null);

/** Steps over the two models of a world. */
export function stepsOf(world: WorldPlan): fc.Arbitrary<readonly Step[]> {
  const [parent, child] = rowArbitraries(world);
  const isRelated = world.parent.key !== "composite";
  const operation = fc.oneof(
    operationsOf(world.parent, parent, isRelated ? "children" : null).map((one) => ({ ...one, model: 0 as const })),
    operationsOf(world.child, child, isRelated ? "parent" : null).map((one) => ({ ...one, model: 1 as const })),
  );
  const step: fc.Arbitrary<OperationStep> = fc
    .tuple(operation, tenant)
    .map(([one, given]) => ({ ...one, tenant: given }));
  const { any } = fc.letrec<{ any: Step; transaction: TransactionStep }>((tie) => ({
    any: fc.oneof({ maxDepth: 2 }, { weight: 12, arbitrary: step }, { weight: 1, arbitrary: tie("transaction") }),
    transaction: fc.record({ steps: fc.array(tie("any"), { maxLength: 4 }), fails: fc.boolean() }),
  }));
  return fc.array(any, { minLength: 1, maxLength: 25, size: "medium" });
}

interface Asked {
  readonly method: string;
  readonly given: readonly unknown[];
}

function operationsOf(plan: ModelPlan, rows: RowArbitraries, relation: string | null): fc.Arbitrary<Asked> {
  const ask = (method: string, ...given: fc.Arbitrary<unknown>[]) =>
    fc.tuple(...given).map((list) => ({ method, given: list }));
  return fc.oneof(
    { weight: 6, arbitrary: ask("create", rows.row) },
    { weight: 4, arbitrary: bulkWrites(rows, ask) },
    { weight: 4, arbitrary: singleWrites(plan, rows, ask) },
    { weight: 5, arbitrary: reads(rows, relation, ask) },
  );
}

type Ask = (method: string, ...given: fc.Arbitrary<unknown>[]) => fc.Arbitrary<Asked>;

function singleWrites(plan: ModelPlan, rows: RowArbitraries, ask: Ask): fc.Arbitrary<Asked> {
  const version = plan.options.versioned ? record({ version: fc.constantFrom(1, 1, 2) }) : fc.constant(undefined);
  return fc.oneof(
    ask("update", rows.key, rows.changes, version),
    ask("delete", rows.key, version),
    ask("upsert", upsert(rows)),
  );
}

function upsert(rows: RowArbitraries): fc.Arbitrary<unknown> {
  const keys = [rows.keyFields, ...rows.uniqueFields.map((name) => [name])];
  return fc
    .tuple(fc.constantFrom(...keys), rows.row, rows.key, fc.option(rows.changes))
    .map(([names, row, id, update]) => {
      const named: Record<string, unknown> = { ...(names.length > 1 ? (id as object) : {}), id, ...row }; // see Nth
      const where = Object.fromEntries(names.map((name) => [name, named[name] ?? null]));
      const create = Object.fromEntries(Object.entries(row).filter(([name]) => !names.includes(name)));
      return { where, create, ...(update === null ? {} : { update }) };
    });
}

function bulkWrites(rows: RowArbitraries, ask: Ask): fc.Arbitrary<Asked> {
  const list = fc.array(orOdd(rows.row), { maxLength: 6 });
  const batches = {
    batchSize: fc.constantFrom(1, 2, 1000),
    atomic: fc.boolean(),
    onRowError: fc.constantFrom("fail", "skip", "collect"),
  };
  const keyFields = fc.constantFrom(rows.keyFields, ...rows.uniqueFields.map((name) => [name]));
  const conflictResolution = fc.constantFrom("skip", "upsert");
  const keyed = fc.tuple(rows.key, rows.changes).map(([key, changes]) => ({
    ...(rows.keyFields.length > 1 ? (key as object) : { id: key }), // a composite key is an object
    ...changes,
  }));
  const version = fc.option(fc.constantFrom(1, 2), { freq: 4, nil: undefined });
  const named = fc.tuple(rows.row, keyed, version).map(([row, changes, seen]) => ({
    ...row,
    ...changes,
    ...(seen === undefined ? {} : { version: seen }),
  }));
  const inserted = fc.tuple(rows.row, fc.option(rows.changes, { freq: 3 })).map(([row, extra]) => {
    if (extra === null) return row;
    const kept = Object.fromEntries(Object.entries(row).filter(([name]) => !(name in extra)));
    return { ...kept, $setOnInsert: extra };
  });
  return fc.oneof(
    ask("bulkCreate", list, record({ ...batches, conflictResolution: fc.constant("error"), returnIds: fc.boolean() })),
    ask("bulkCreate", list, required({ conflictResolution }, { ...batches, keyFields, returnIds: fc.boolean() })),
    ask("bulkUpsert", fc.array(orOdd(inserted), { maxLength: 6 }), record({ ...batches, keyFields })),
    ask("bulkUpdate", record({ filter: rows.filter, update: rows.changes, all: fc.constant(true) })),
    ask("bulkUpdate", required({ data: fc.array(orOdd(keyed), { maxLength: 6 }) }, batches)),
    ask("bulkUpdate", required({ data: fc.array(orOdd(named), { maxLength: 4 }), keyFields }, batches)),
    ask("bulkDelete", record({ filter: rows.filter, all: fc.boolean() })),
    ask("bulkDelete", required({ ids: fc.array(rows.key, { maxLength: 3 }) }, { batchSize: fc.constantFrom(1, 7) })),
    ask("copy", fc.constantFrom("csv", "jsonl"), rows.filter, fc.constant(rows.fields)),
  );
}

/** Rarely, what is no row. */
function orOdd<Value>(row: fc.Arbitrary<Value>): fc.Arbitrary<unknown> {
  const odd = fc.constantFrom<unknown>(null, 7, "text", ["row"], new Date(0));
  return fc.oneof({ weight: 25, arbitrary: row }, { weight: 1, arbitrary: odd });
}

function reads(rows: RowArbitraries, relation: string | null, ask: Ask): fc.Arbitrary<Asked> {
  const seen = { includeDeleted: fc.boolean() };
  const fields = fc.uniqueArray(fc.constantFrom(...rows.fields), { minLength: 1, maxLength: 3 });
  const include = relation === null ? {} : { include: fc.constantFrom([relation], { [relation]: { limit: 1 } }) };
  const page = { filter: rows.filter, orderBy: rows.order, ...seen };
  const limits = { limit: fc.nat(5), offset: fc.nat(3), includeTotal: fc.boolean() };
  return fc.oneof(
    ask("read", rows.key, record({ ...seen, raiseOnNotFound: fc.boolean() })),
    ask("list", record({ ...page, ...limits, ...include, fields })),
    ask("pages", record(page), fc.integer({ min: 1, max: 4 })),
    ask("stream", record({ ...page, batchSize: fc.constantFrom(1, 3) })),
    ask("count", record({ filter: rows.filter, ...seen })),
    ask("aggregate", aggregate(rows)),
    ask("aggregate", pipeline(rows)),
  );
}

function aggregate(rows: RowArbitraries): fc.Arbitrary<object> {
  const name = fc.constantFrom(...rows.fields);
  const outputs = fc.record(
    {
      n: fc.oneof(
        fc.constant({ $count: true }),
        name.map(($count) => ({ $count })),
      ),
      most: fc
        .tuple(fc.constantFrom("$min", "$max", "$countDistinct", "$sum", "$avg", "$addToSet", "$push"), name)
        .map(([operator, of]) => ({ [operator]: of })),
    },
    { noNullPrototype: true },
  );
  const grouped = {
    filter: rows.filter,
    groupBy: fc.uniqueArray(name, { maxLength: 2 }),
    having: fc.constant({ n: { $gte: 1 } }),
  };
  return required({ aggregates: outputs }, grouped);
}

function pipeline(rows: RowArbitraries): fc.Arbitrary<object> {
  const name = fc.constantFrom(...rows.fields).map((one) => `$${one}`);
  const stages = fc
    .tuple(rows.filter, name, name)
    .map(([$match, by, of]) => [
      { $match },
      { $group: { _id: by, n: { $sum: 1 }, all: { $addToSet: of } } },
      { $sort: { n: -1, _id: 1 } },
      { $limit: 3 },
    ]);
  return record({ pipeline: stages }, ["pipeline"]);
}

function record(values: Record<string, fc.Arbitrary<unknown>>, requiredKeys: string[] = []): fc.Arbitrary<object> {
  return fc.record(values, { requiredKeys, noNullPrototype: true });
}

function required(
  always: Record<string, fc.Arbitrary<unknown>>,
  perhaps: Record<string, fc.Arbitrary<unknown>>,
): fc.Arbitrary<object> {
  return record({ ...always, ...perhaps }, Object.keys(always));
}
