/**
 * Law: any sequence of operations gives the same results, and fails with the same codes, on PostgreSQL and on SQLite.
 * Managed timestamps are left out, because two databases are not asked in the same millisecond. Of several constraints
 * that rows of one bulk operation break, either database may name another.
 */

import { DataFlow, defineModel, field } from "@dataflow/model";
import fc from "fast-check";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { databases } from "./open-database.ts";
import { propertyOptions } from "./property-options.ts";

const Team = defineModel("Team", { code: field.text().primaryKey(), size: field.integer().optional() });
const Member = defineModel(
  "Member",
  {
    id: field.integer().primaryKey(),
    name: field.text().unique(),
    score: field.decimal(8, 2).default("0"),
    joined: field.date().optional(),
    teamCode: field
      .text()
      .optional()
      .references(() => Team, { as: "team", onDelete: "set null" }),
  },
  { softDelete: true, versioned: true },
);
const models = { Team, Member };
type Database = DataFlow<typeof models>;

const code = fc.constantFrom("a", "B", "c", "é", "zz");
const id = fc.integer({ min: 1, max: 6 });
const name = fc.constantFrom("Ann", "ann", "Bob", "Zoë", "zoe", "%", "_x");
const score = fc.constantFrom("0.00", "1.50", "-2.25", "99.99", "100");
const joined = fc.option(fc.constantFrom("2001-01-31", "2001-02-01", "1999-12-31"));
const member = fc.record({ id, name, score, joined, teamCode: fc.option(code) }, { requiredKeys: ["id", "name"] });
const filter = fc.oneof(
  fc.constant({}),
  fc.record({ name }),
  fc.record({ score: fc.record({ $gt: score }) }),
  fc.record({ joined: fc.record({ $ne: joined }) }),
  fc.record({ teamCode: fc.record({ $nin: fc.array(fc.option(code), { maxLength: 3 }) }) }),
  fc.record({ $nor: fc.tuple(fc.record({ name }), fc.record({ joined })) }),
  fc.record({ name: fc.record({ $startsWith: fc.constantFrom("a", "A", "Z", "%", "") }) }),
  fc.record({ $or: fc.tuple(fc.record({ id: fc.record({ $lte: id }) }), fc.record({ score })) }),
);

type Step = (db: Database) => Promise<unknown>;
const steps: fc.Arbitrary<{ readonly label: string; readonly run: Step }> = fc.oneof(
  labelled("team.create", fc.record({ code, size: fc.option(fc.integer({ min: 0, max: 9 })) }), (db, values) =>
    db.models.Team.create(values),
  ),
  labelled("team.delete", code, (db, key) => db.models.Team.delete(key)),
  labelled("member.create", member, (db, values) => db.models.Member.create(values)),
  labelled("member.update", fc.tuple(id, score), (db, [key, value]) =>
    db.models.Member.update(key, { score: { $inc: value } }),
  ),
  labelled("member.delete", id, (db, key) => db.models.Member.delete(key)),
  labelled("member.upsert", fc.tuple(name, id, score), (db, [key, number, value]) =>
    db.models.Member.upsert({ where: { name: key }, create: { id: number }, update: { score: value } }),
  ),
  labelled("member.bulkCreate", fc.array(member, { maxLength: 4 }), (db, rows) =>
    db.models.Member.bulkCreate(rows, { conflictResolution: "skip", returnIds: true }),
  ),
  labelled("member.collect", fc.array(member, { maxLength: 4 }), (db, rows) =>
    db.models.Member.bulkCreate(rows, { onRowError: "collect" }),
  ),
  labelled("member.bulkUpsert", fc.array(member, { maxLength: 4 }), (db, rows) => db.models.Member.bulkUpsert(rows)),
  labelled("member.bulkUpdate", fc.tuple(filter, score), (db, [where, value]) =>
    db.models.Member.bulkUpdate({ filter: where, update: { score: { $max: value } } }),
  ),
  labelled("member.bulkDelete", filter, (db, where) => db.models.Member.bulkDelete({ filter: where })),
  labelled(
    "member.list",
    fc.tuple(filter, fc.constantFrom("name", "-name", "score", "-joined", "teamCode")),
    (db, [where, order]) =>
      db.models.Member.list({ filter: where, orderBy: [order], include: ["team"], includeTotal: true } as object),
  ),
  labelled("member.aggregate", filter, (db, where) =>
    db.models.Member.aggregate({
      filter: where,
      groupBy: ["teamCode"],
      aggregates: { n: { $count: true }, sum: { $sum: "score" }, avg: { $avg: "score" }, first: { $min: "joined" } },
      orderBy: ["-n", "teamCode"],
    }),
  ),
);

function labelled<Value>(
  label: string,
  value: fc.Arbitrary<Value>,
  run: (db: Database, value: Value) => Promise<unknown>,
) {
  return value.map((chosen) => ({
    label: `${label}(${JSON.stringify(chosen)})`,
    run: (db: Database) => run(db, chosen),
  }));
}

async function outcome(db: Database, { label, run }: { readonly label: string; readonly run: Step }): Promise<unknown> {
  try {
    return withoutTimes(await run(db));
  } catch (error) {
    const { code: failure, meta } = error as { code?: string; meta?: { fields?: unknown } };
    const isAnyOfSeveral = label.startsWith("member.bulk") && failure?.endsWith("_VIOLATION");
    return isAnyOfSeveral ? { failure: "a constraint" } : { failure, fields: meta?.fields };
  }
}

function withoutTimes(value: unknown): unknown {
  return JSON.parse(JSON.stringify(value), (key, inner) =>
    /^(createdAt|updatedAt|deletedAt|message)$/.test(key) ? typeof inner : inner,
  );
}

describe("the same operations on both databases", () => {
  const opened: Database[] = [];
  beforeAll(async () => {
    for (const database of databases) opened.push(new DataFlow(await database.freshUrl(), { models }));
    await Promise.all(opened.map((db) => db.initialize()));
  });
  afterAll(async () => {
    await Promise.all(opened.map((db) => db.close()));
  });

  it("give the same answers and the same failures", async () => {
    await fc.assert(
      fc.asyncProperty(fc.array(steps, { minLength: 1, maxLength: 25 }), async (sequence) => {
        for (const db of opened) {
          await db.connection.run("DELETE FROM members");
          await db.connection.run("DELETE FROM teams");
        }
        for (const step of sequence) {
          const [first, second] = await Promise.all(opened.map((db) => outcome(db, step)));
          expect(second, step.label).toEqual(first);
        }
      }),
      propertyOptions({ runs: 120 }),
    );
  });
});
