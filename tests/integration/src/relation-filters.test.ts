/**
 * Law: a filter along relations finds the rows that a plain walk over the same rows finds, and its negation all others.
 */

import { DataFlow, defineModel, field, type InferFilter } from "@dataflow/model";
import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { isolatedTests } from "./isolated-tests.ts";
import { propertyOptions } from "./property-options.ts";

const Person = defineModel(
  "Person",
  {
    id: field.integer().primaryKey(),
    name: field.text().optional(),
    bossId: field.integer().optional().references("self", { inverse: "reports" }),
  },
  { timestamps: false, softDelete: true },
);
// The table of this model has the name that a subquery would take.
const Letter = defineModel(
  "Letter",
  {
    id: field.integer().primaryKey(),
    pages: field.integer().optional(),
    senderId: field.integer().references(() => Person, { inverse: "sent" }),
    readerId: field
      .integer()
      .optional()
      .references(() => Person, { as: "reader", inverse: "received" }),
  },
  { timestamps: false, softDelete: true, tableName: "r1" },
);

type Tables = { readonly Person: readonly Row[]; readonly Letter: readonly Row[] };
type Row = Readonly<Record<string, unknown>>;

const names = [null, "Ann", "Bob", "Cid"];
const people = Array.from({ length: 14 }, (_, id) => ({
  id,
  name: names[id % 4] ?? null,
  bossId: id < 3 ? null : Math.floor(id / 3),
}));
const letters = Array.from({ length: 30 }, (_, id) => ({
  id,
  pages: id % 5 === 0 ? null : id % 4,
  senderId: (id * 7) % 11,
  readerId: id % 6 === 0 ? null : (id * 5) % 13,
}));
const isGone = ({ id }: Row) => Number(id) % 9 === 5;
const tables: Tables = { Person: people.filter((row) => !isGone(row)), Letter: letters.filter((row) => !isGone(row)) };

/** Relation → the model it leads to, and the fields that are equal. */
const RELATIONS = {
  Person: {
    boss: ["Person", "bossId", "id"],
    reports: ["Person", "id", "bossId"],
    sent: ["Letter", "id", "senderId"],
    received: ["Letter", "id", "readerId"],
  },
  Letter: { sender: ["Person", "senderId", "id"], reader: ["Person", "readerId", "id"] },
} as const;
type Name = keyof typeof RELATIONS;

function matches(filter: object, row: Row, model: Name): boolean {
  return Object.entries(filter).every(([key, condition]) => {
    const list = () => (condition as object[]).map((one) => matches(one, row, model)); // a logical operator has a list
    if (key === "$and") return list().every(Boolean);
    if (key === "$or") return list().some(Boolean);
    if (key === "$nor") return !list().some(Boolean);
    const relations: Readonly<Record<string, readonly [Name, string, string]>> = RELATIONS[model];
    const relation = relations[key];
    if (relation === undefined) return row[key] === condition;
    const [target, from, to] = relation;
    const related = tables[target].filter((other) => row[from] !== null && other[to] === row[from]);
    if (condition === null) return related.length === 0;
    const asked = Object.entries(condition as object); // not null, so a filter or operators
    const quantifiers = asked.filter(([name]) => ["$some", "$none", "$every"].includes(name));
    if (quantifiers.length === 0) return related.some((other) => matches(condition as object, other, target));
    return quantifiers.every(([name, inner]) => {
      const hits = related.filter((other) => matches(inner as object, other, target)).length;
      return name === "$some" ? hits > 0 : name === "$none" ? hits === 0 : hits === related.length;
    });
  });
}

function filters(model: Name, hops: number): fc.Arbitrary<object> {
  const leaf =
    model === "Person"
      ? fc.record({ name: fc.constantFrom(...names) })
      : fc.record({ pages: fc.constantFrom(null, 0, 1, 2, 3) });
  if (hops === 0) return fc.oneof(leaf, fc.constant({}));
  const along = Object.entries(RELATIONS[model]).map(([name, [target, from]]) => {
    const inner = filters(target, hops - 1);
    const quantified = fc.dictionary(fc.constantFrom("$some", "$none", "$every"), inner, { minKeys: 1, maxKeys: 2 });
    const plain = from === "id" ? quantified : fc.oneof(quantified, inner, fc.constant(null));
    return plain.map((value) => ({ [name]: value }));
  });
  const one = fc.oneof(leaf, ...along);
  const joint = fc.constantFrom("$and", "$or", "$nor");
  return fc.oneof(
    one,
    fc.tuple(joint, fc.array(one, { minLength: 1, maxLength: 2 })).map(([key, list]) => ({ [key]: list })),
  );
}

type Models = DataFlow<{ Person: typeof Person; Letter: typeof Letter }>["models"];

const suites = await isolatedTests({
  models: { Person, Letter },
  prepare: async (db) => {
    await db.models.Person.bulkCreate(people);
    await db.models.Letter.bulkCreate(letters);
    for (const row of letters.filter(isGone)) await db.models.Letter.delete(row.id);
    for (const row of people.filter(isGone)) await db.models.Person.delete(row.id);
    // Without statistics a planner takes the tables for large ones, and compiles what it would better just run.
    await db.connection.query("ANALYZE");
  },
});

describe.each(suites)("relations in filters on $name", ({ it }) => {
  let db: DataFlow<{ Person: typeof Person; Letter: typeof Letter }>;
  it.beforeEach(({ tddDataflow }) => {
    db = tddDataflow;
  });

  it("find what a walk over the rows finds", async () => {
    const idsOf = async (filter: object, model: Name) => {
      const input = { filter: filter as InferFilter<Models["Person"]> & InferFilter<Models["Letter"]>, limit: 100 }; // made for the model
      const { records } = await (model === "Person" ? db.models.Person.list(input) : db.models.Letter.list(input));
      return records.map(({ id }) => id);
    };
    const pairs = fc
      .constantFrom<Name>("Person", "Letter")
      .chain((model) => fc.tuple(fc.constant(model), filters(model, 3)));
    await fc.assert(
      fc.asyncProperty(pairs, async ([model, filter]) => {
        const hits = tables[model].filter((row) => matches(filter, row, model)).map(({ id }) => id);
        const others = tables[model].map(({ id }) => id).filter((id) => !hits.includes(id));
        expect(await idsOf(filter, model)).toEqual(hits);
        expect(await idsOf({ $nor: [filter] }, model)).toEqual(others);
      }),
      propertyOptions({ runs: 150 }),
    );
  });

  it("hold for counts, changes and deletions too", async () => {
    const filter = { sent: { $some: { pages: 3, reader: { name: "Bob" } } } };
    const expected = tables.Person.filter((row) => matches(filter, row, "Person")).length;
    expect(expected).toBeGreaterThan(0);
    expect(await db.models.Person.count({ filter })).toEqual({ count: expected });
    await db
      .transaction(async () => {
        expect((await db.models.Person.bulkUpdate({ filter, update: { name: "Dan" } })).updated).toBe(expected);
        expect((await db.models.Letter.bulkDelete({ filter: { sender: { name: "Dan" } } })).deleted).toBeGreaterThan(0);
        throw new Error("undo");
      })
      .catch((error: Error) => expect(error.message).toBe("undo"));
    const { rows } = await db.models.Letter.aggregate({
      filter: { sender: { boss: { name: "Bob" } } },
      aggregates: { letters: { $count: true } },
    });
    const letterFilter = { sender: { boss: { name: "Bob" } } };
    expect(rows).toEqual([{ letters: tables.Letter.filter((row) => matches(letterFilter, row, "Letter")).length }]);
  });

  const nested = (hops: number): object => (hops === 0 ? {} : { boss: nested(hops - 1) });
  it.each<readonly [object, string]>([
    [nested(5), "QUERY.TOO_COMPLEX"],
    [{ sent: { pages: 1 } }, "QUERY.INVALID_FILTER"],
    [{ sent: {} }, "QUERY.INVALID_FILTER"],
    [{ sent: null }, "QUERY.INVALID_FILTER"],
    [{ sent: undefined }, "QUERY.UNDEFINED_VALUE"],
    [{ sent: { $some: undefined } }, "QUERY.UNDEFINED_VALUE"],
    [{ sent: { $some: [] } }, "QUERY.INVALID_FILTER"],
    [{ sent: { $all: {} } }, "QUERY.UNKNOWN_OPERATOR"],
    [{ sent: { $some: {}, pages: 1 } }, "QUERY.INVALID_FILTER"],
    [{ sent: { $some: { page: 1 } } }, "QUERY.UNKNOWN_FIELD"],
    [{ boss: 5 }, "QUERY.INVALID_FILTER"],
    [{ boss: [] }, "QUERY.INVALID_FILTER"],
    [{ constructor: {} }, "QUERY.UNKNOWN_FIELD"],
    [{ letters: { $some: {} } }, "QUERY.UNKNOWN_FIELD"],
    [{ "boss.name": "Ann" }, "QUERY.UNKNOWN_FIELD"],
  ])("refuse %j", async (filter, code) => {
    const list = db.models.Person.list.bind(db.models.Person) as (input: object) => Promise<unknown>; // wrong on purpose
    await expect(list({ filter })).rejects.toMatchObject({ code });
  });
});

const Team = defineModel("Team", { name: field.text() }, { multiTenant: true });
const Member = defineModel("Member", { teamId: field.integer().references(() => Team) });
const tenantSuites = await isolatedTests({ models: { Team, Member } });

describe.each(tenantSuites)("relations in filters of tenants on $name", ({ it }) => {
  it("keep tenants apart at every end", async ({ tddDataflow: tenants }) => {
    const team = await tenants.withContext({ tenantId: "acme" }, () => tenants.models.Team.create({ name: "A" }));
    await tenants.models.Member.create({ teamId: team.id });
    const filter = { team: { name: "A" } };
    const count = () => tenants.models.Member.count({ filter });
    expect(await tenants.withContext({ tenantId: "acme" }, count)).toEqual({ count: 1 });
    expect(await tenants.withContext({ tenantId: "globex" }, count)).toEqual({ count: 0 });
    await expect(count()).rejects.toMatchObject({ code: "MODEL.TENANT_REQUIRED" });
    // A workflow is checked before there is a tenant.
    expect(() => tenants.workflow().addNode("MemberCountNode", "count", { filter }).build()).not.toThrow();
  });
});

it("refuses an inverse whose name is taken", async () => {
  const Parent = defineModel("Parent", { name: field.text() });
  const Child = defineModel("Child", { parentId: field.integer().references(() => Parent, { inverse: "name" }) });
  const db = new DataFlow("sqlite::memory:", { models: { Parent, Child } });
  // @ts-expect-error there is no such relation
  await expect(db.models.Parent.list({ filter: { children: { $some: {} } } })).rejects.toMatchObject({
    code: "MODEL.INVALID_REFERENCE",
  });
  await db.close();
});
