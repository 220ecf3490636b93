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
/** A score that a trigger refuses. */
const REFUSED = "66.60";
const member = fc.record(
  {
    id,
    name,
    score: fc.oneof({ weight: 9, arbitrary: score }, fc.constant(REFUSED)),
    joined,
    teamCode: fc.option(code),
  },
  { requiredKeys: ["id", "name"] },
);
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

/** What a member is changed to: some of it refused by a trigger, or by its type; `$inc` may go beyond the column. */
const changed = {
  score: fc.oneof(
    score,
    fc.constant(REFUSED),
    fc.constantFrom("x", "1.234").map((wrong) => wrong),
    fc.constantFrom("999999.99", "1").map(($inc) => ({ $inc })),
  ),
  joined,
  teamCode: fc.option(code),
  version: fc.constantFrom(1, 2),
};
const optional = { requiredKeys: ["id"] } satisfies { requiredKeys: ["id"] };
const change = fc.record({ id, name, ...changed }, optional);
const named = fc.record({ name, ...changed }, { requiredKeys: ["name"] });
const onRowError = fc.record({
  onRowError: fc.constantFrom("fail", "skip", "collect"),
  batchSize: fc.constantFrom(2, 9),
});

/** Rarely, what is no row: untyped code may give anything. */
function orOdd<Row>(row: fc.Arbitrary<Row>): fc.Arbitrary<Row> {
  const odd = fc.constantFrom<unknown>(null, 7, "text", ["row"]) as fc.Arbitrary<Row>; // wrong on purpose
  return fc.oneof({ weight: 20, arbitrary: row }, { weight: 1, arbitrary: odd });
}

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
  labelled("member.collectUpsert", fc.array(orOdd(member), { maxLength: 5 }), (db, rows) =>
    db.models.Member.bulkUpsert(rows, { keyFields: ["name"], onRowError: "collect" }),
  ),
  labelled("member.changes", fc.tuple(fc.array(orOdd(change), { maxLength: 6 }), onRowError), (db, [data, lenient]) =>
    db.models.Member.bulkUpdate({ data, ...lenient }),
  ),
  labelled("member.changesByName", fc.tuple(fc.array(named, { maxLength: 5 }), onRowError), (db, [data, lenient]) =>
    db.models.Member.bulkUpdate({ data, keyFields: ["name"], ...lenient }),
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
    const isAnyOfSeveral = label.startsWith("member.bulk") && isRefusal(failure);
    return isAnyOfSeveral ? { failure: "a constraint" } : { failure, fields: meta?.fields };
  }
}

function isRefusal(code: unknown): boolean {
  return typeof code === "string" && (code.endsWith("_VIOLATION") || code === "DATABASE.TRIGGER_REFUSED");
}

/** Of several rules that one row breaks, either database may name another. */
function withoutTimes(value: unknown): unknown {
  return JSON.parse(JSON.stringify(value), (key, inner) => {
    if (/^(createdAt|updatedAt|deletedAt|message)$/.test(key)) return typeof inner;
    return isRefusal(inner?.code) ? { row: inner.row, code: "a refusal" } : inner;
  });
}

/** SQLite has decimals as whole numbers of their last digit. Of the triggers of a row PostgreSQL runs that of references after this one. */
async function addTrigger({ connection }: Database): Promise<void> {
  if (connection.dialect === "sqlite") {
    for (const event of ["INSERT", "UPDATE"])
      await connection.run(
        `CREATE TRIGGER fair_${event} AFTER ${event} ON members WHEN NEW.score = ${REFUSED.replace(".", "")}
         BEGIN SELECT RAISE(ABORT, 'no'); END`,
      );
    return;
  }
  await connection.run(`
    CREATE FUNCTION fair() RETURNS trigger LANGUAGE plpgsql AS $$ BEGIN RAISE EXCEPTION 'no'; END $$;
    CREATE TRIGGER "A_fair" AFTER INSERT OR UPDATE ON members FOR EACH ROW WHEN (NEW.score = ${REFUSED})
    EXECUTE FUNCTION fair()`);
}

describe("the same operations on both databases", () => {
  const opened: Database[] = [];
  beforeAll(async () => {
    for (const database of databases) opened.push(new DataFlow(await database.freshUrl(), { models }));
    await Promise.all(opened.map((db) => db.initialize().then(() => addTrigger(db))));
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
