import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { type QueryRunner, runners } from "../../test/query-runner.ts";
import { sampleQueryTable, sampleTable } from "../../test/sample-tables.ts";
import { assign } from "../ast/assignment-node.ts";
import { everything } from "../ast/everything-node.ts";
import { parseFilter } from "../parser/parse-filter.ts";
import { parseSort } from "../parser/parse-sort.ts";
import type { Statement } from "../statement/statement.ts";
import { explain } from "./explain.ts";

const schema = {
  ...sampleTable(
    {
      name: { kind: "text" },
      age: { kind: "integer" },
      score: { kind: "real" },
      big: { kind: "bigint" },
      total: { kind: "decimal", precision: 12, scale: 2 },
      profile: { kind: "json" },
      tags: { kind: "array", element: { kind: "text" } },
    },
    ["name"],
  ),
  name: "users",
};
const table = sampleQueryTable(schema);
const select = (filter: unknown, fields = ["id"]): Statement => ({
  kind: "select",
  table,
  fields,
  where: parseFilter(filter, table),
  orderBy: [],
});
const returning: readonly string[] = [];

interface Golden {
  readonly name: string;
  readonly statement: Statement;
  readonly postgres: string;
  readonly sqlite: string;
}

/** What the databases are told, side by side: a change of any text is a decision, not an accident. */
const GOLDEN: readonly Golden[] = [
  {
    name: "everything",
    statement: select({}),
    postgres: 'SELECT "id" FROM "users"',
    sqlite: 'SELECT "id" FROM "users"',
  },
  {
    name: "an order of text",
    statement: select({ name: { $gte: "a" }, age: { $lt: 5 } }),
    postgres: 'SELECT "id" FROM "users" WHERE "name" >= $1 COLLATE "C" AND "age" < $2',
    sqlite: 'SELECT "id" FROM "users" WHERE "name" >= ? AND "age" < ?',
  },
  {
    name: "inequality, with and without nulls",
    statement: select({ name: { $ne: "a" }, nameRequired: { $ne: "a" } }),
    postgres: `SELECT "id" FROM "users" WHERE ("name" <> $1 OR "name" IS NULL) AND "name_required" <> $2`,
    sqlite: `SELECT "id" FROM "users" WHERE ("name" <> ? OR "name" IS NULL) AND "name_required" <> ?`,
  },
  {
    name: "membership",
    statement: select({ age: { $in: [1, 2, null] }, big: { $nin: [1n, null] } }),
    postgres: `SELECT "id" FROM "users" WHERE ("age" = ANY($1::integer[]) OR "age" IS NULL) AND (("big" <> ALL($2::bigint[]) OR "big" IS NULL) AND "big" IS NOT NULL)`,
    sqlite: `SELECT "id" FROM "users" WHERE ("age" IN (SELECT value FROM json_each(?)) OR "age" IS NULL) AND (("big" NOT IN (SELECT value FROM json_each(?)) OR "big" IS NULL) AND "big" IS NOT NULL)`,
  },
  {
    name: "doubles, of which one database has more",
    statement: select({ score: { $gt: 1, $not: { $gte: 2 } } }),
    postgres: `SELECT "id" FROM "users" WHERE ("score" > $1 AND "score" < 'NaN'::float8) AND (("score" < $2 OR "score" = 'NaN'::float8) OR "score" IS NULL)`,
    sqlite: `SELECT "id" FROM "users" WHERE "score" > ? AND ("score" < ? OR "score" IS NULL)`,
  },
  {
    name: "texts",
    statement: select({
      $or: [
        { name: { $startsWith: "a" } },
        { name: { $endsWith: "z" } },
        { name: { $contains: "%" } },
        { name: { $like: "a%" } },
        { name: { $ilike: "a%" } },
      ],
    }),
    postgres: `SELECT "id" FROM "users" WHERE ("name" >= $1 COLLATE "C" AND "name" < $2 COLLATE "C") OR "name" LIKE $3 OR "name" LIKE $4 OR "name" LIKE $5 OR "name" COLLATE "C" ILIKE $6`,
    sqlite: `SELECT "id" FROM "users" WHERE ("name" >= ? AND "name" < ?) OR "name" GLOB ? OR instr("name", ?) > 0 OR "name" GLOB ? OR "name" LIKE ? ESCAPE '\\'`,
  },
  {
    name: "regular expressions",
    statement: select({ name: { $regex: "^ab" }, nameRequired: { $not: { $regex: "[0-9]$" } } }),
    postgres: `SELECT "id" FROM "users" WHERE ("name" >= $1 COLLATE "C" AND "name" < $2 COLLATE "C") AND "name_required" COLLATE "C" !~ $3`,
    sqlite: `SELECT "id" FROM "users" WHERE ("name" >= ? AND "name" < ?) AND "name_required" NOT GLOB ?`,
  },
  {
    name: "fields compared with each other",
    statement: select({
      $expr: { $or: [{ $gt: ["$age", "$id"] }, { $gte: ["$id", "$age"] }, { $gt: ["$id", "$age"] }] },
      $nor: [{ $expr: { $eq: ["$name", "$nameRequired"] } }, { $expr: { $lt: ["$age", 5] } }],
    }),
    postgres: `SELECT "id" FROM "users" WHERE ("age" > "id" OR ("age" <= "id" OR "age" IS NULL) OR ("id" > "age" OR "age" IS NULL)) AND (("name" <> "name_required" OR "name" IS NULL) AND ("age" >= $1 OR "age" IS NULL) AND "age" IS NOT NULL)`,
    sqlite: `SELECT "id" FROM "users" WHERE ("age" > "id" OR ("age" <= "id" OR "age" IS NULL) OR ("id" > "age" OR "age" IS NULL)) AND (("name" <> "name_required" OR "name" IS NULL) AND ("age" >= ? OR "age" IS NULL) AND "age" IS NOT NULL)`,
  },
  {
    name: "nullable texts compared with each other",
    statement: select({ $expr: { $and: [{ $eq: ["$name", "$name"] }, { $lte: ["$nameRequired", "$name"] }] } }),
    postgres: `SELECT "id" FROM "users" WHERE "name" IS NOT DISTINCT FROM "name" AND "name_required" COLLATE "C" <= "name" COLLATE "C"`,
    sqlite: `SELECT "id" FROM "users" WHERE "name" IS NOT DISTINCT FROM "name" AND "name_required" <= "name"`,
  },
  {
    name: "regular expressions of every kind",
    statement: select({ name: { $regex: "^a+" }, nameRequired: { $not: { $regex: "a|b", $options: "i" } } }),
    postgres: `SELECT "id" FROM "users" WHERE "name" COLLATE "C" ~ $1 AND "name_required" COLLATE "C" !~* $2`,
    sqlite: `SELECT "id" FROM "users" WHERE "name" REGEXP ? AND "name_required" NOT REGEXP ?`,
  },
  {
    name: "places in a document",
    statement: select({ "profile.city": { $ne: "Paris" }, "profile.age": { $gt: 5 }, "profile.x": { $exists: true } }),
    postgres: `SELECT "id" FROM "users" WHERE (("profile"::jsonb @@ $1::jsonpath)) IS NOT TRUE AND (("profile"::jsonb @@ $2::jsonpath)) AND (("profile"::jsonb @@ $3::jsonpath))`,
    sqlite: `SELECT "id" FROM "users" WHERE (EXISTS (SELECT 1 FROM (SELECT "profile" AS d) AS r WHERE CASE WHEN json_type(r.d, ?) <> 'array' THEN (json_type(r.d, ?) IN ('text') AND (r.d ->> ?) = ?) ELSE EXISTS (SELECT 1 FROM json_each(CASE json_type(r.d) WHEN 'array' THEN r.d ELSE '[' || r.d || ']' END) AS j1 WHERE j1.type = 'object' AND EXISTS (SELECT 1 FROM json_each(CASE json_type((CASE WHEN j1.type IN ('object', 'array') THEN j1.value END -> ?)) WHEN 'array' THEN (CASE WHEN j1.type IN ('object', 'array') THEN j1.value END -> ?) ELSE '[' || (CASE WHEN j1.type IN ('object', 'array') THEN j1.value END -> ?) || ']' END) AS j2 WHERE (j2.type IN ('text') AND j2.value = ?))) END)) IS NOT TRUE AND (EXISTS (SELECT 1 FROM (SELECT "profile" AS d) AS r WHERE CASE WHEN json_type(r.d, ?) <> 'array' THEN (json_type(r.d, ?) IN ('integer', 'real') AND (r.d ->> ?) > ?) ELSE EXISTS (SELECT 1 FROM json_each(CASE json_type(r.d) WHEN 'array' THEN r.d ELSE '[' || r.d || ']' END) AS j1 WHERE j1.type = 'object' AND EXISTS (SELECT 1 FROM json_each(CASE json_type((CASE WHEN j1.type IN ('object', 'array') THEN j1.value END -> ?)) WHEN 'array' THEN (CASE WHEN j1.type IN ('object', 'array') THEN j1.value END -> ?) ELSE '[' || (CASE WHEN j1.type IN ('object', 'array') THEN j1.value END -> ?) || ']' END) AS j2 WHERE (j2.type IN ('integer', 'real') AND j2.value > ?))) END)) AND (EXISTS (SELECT 1 FROM (SELECT "profile" AS d) AS r WHERE CASE WHEN json_type(r.d, ?) <> 'array' THEN json_type(r.d, ?) IS NOT NULL ELSE EXISTS (SELECT 1 FROM json_each(CASE json_type(r.d) WHEN 'array' THEN r.d ELSE '[' || r.d || ']' END) AS j1 WHERE j1.type = 'object' AND json_type((CASE WHEN j1.type IN ('object', 'array') THEN j1.value END -> ?)) IS NOT NULL) END))`,
  },
  {
    name: "an order and a page, with the key to break ties",
    statement: {
      kind: "select",
      table,
      where: everything(),
      orderBy: parseSort(["-name", "nameRequired", { field: "age", nulls: "last" }], table),
      limit: 10,
      offset: 20,
    },
    postgres: `SELECT "id", "name", "name_required", "age", "score", "big", "total", "profile", "tags" FROM "users" ORDER BY "name" COLLATE "C" DESC NULLS LAST, "name_required" COLLATE "C", "age" NULLS LAST, "id" LIMIT $1 OFFSET $2`,
    sqlite: `SELECT "id", "name", "name_required", "age", "score", CAST("big" AS TEXT), "total", "profile", "tags" FROM "users" ORDER BY "name" DESC NULLS LAST, "name_required", "age" NULLS LAST, "id" LIMIT ? OFFSET ?`,
  },
  {
    name: "an offset alone",
    statement: { kind: "select", table, fields: ["id"], where: everything(), orderBy: [], offset: 1 },
    postgres: `SELECT "id" FROM "users" ORDER BY "id" OFFSET $1`,
    sqlite: `SELECT "id" FROM "users" ORDER BY "id" LIMIT -1 OFFSET ?`,
  },
  {
    name: "one new row",
    statement: { kind: "insert", table, fields: ["id", "nameRequired"], rows: [[1, "a"]], returning: ["id", "big"] },
    postgres: `INSERT INTO "users" AS "t" ("id", "name_required") VALUES ($1, $2) RETURNING "id", "big"`,
    sqlite: `INSERT INTO "users" AS "t" ("id", "name_required") VALUES (?, ?) RETURNING "id", CAST("big" AS TEXT)`,
  },
  {
    name: "many new rows",
    statement: {
      kind: "insert",
      table,
      fields: ["id", "nameRequired", "tags"],
      rows: [
        [2, "a", ["x"]],
        [3, "b", null],
      ],
      returning,
    },
    postgres: `INSERT INTO "users" AS "t" ("id", "name_required", "tags") SELECT "u".c1, "u".c2, "u".c3::text[] FROM unnest($1::integer[], $2::text[], $3::text[]) AS "u"(c1, c2, c3)`,
    sqlite: `INSERT INTO "users" AS "t" ("id", "name_required", "tags") VALUES (?, ?, ?), (?, ?, ?)`,
  },
  {
    name: "an upsert",
    statement: {
      kind: "insert",
      table,
      fields: ["id", "nameRequired"],
      rows: [[1, "z"]],
      onConflict: { fields: ["id"], action: { fromInput: ["nameRequired"], assignments: [assign("score", "inc", 1)] } },
      returning,
    },
    postgres: `INSERT INTO "users" AS "t" ("id", "name_required") VALUES ($1, $2) ON CONFLICT ("id") DO UPDATE SET "name_required" = excluded."name_required", "score" = coalesce("t"."score", 0) + $3::double precision`,
    sqlite: `INSERT INTO "users" AS "t" ("id", "name_required") VALUES (?, ?) ON CONFLICT ("id") DO UPDATE SET "name_required" = excluded."name_required", "score" = (SELECT CASE WHEN "v" BETWEEN -1.7976931348623157e308 AND 1.7976931348623157e308 THEN "v" ELSE abs(-9223372036854775807 - 1) END FROM (SELECT coalesce("t"."score", 0) + ? AS "v"))`,
  },
  {
    name: "a delete",
    statement: { kind: "delete", table, where: parseFilter({ id: 1 }, table), returning },
    postgres: 'DELETE FROM "users" WHERE "id" = $1',
    sqlite: 'DELETE FROM "users" WHERE "id" = ?',
  },
];

it.each(GOLDEN)("prints $name", ({ statement, postgres, sqlite }) => {
  expect(explain(statement)).toMatchObject({ postgres: { text: postgres }, sqlite: { text: sqlite } });
});

describe.each(runners)("$name", ({ open }) => {
  let runner: QueryRunner;

  beforeAll(async () => {
    runner = await open();
    await runner.createTable(schema);
  });

  afterAll(() => runner.close());

  it.each(GOLDEN)("runs $name", async ({ statement }) => {
    await expect(runner.run(statement)).resolves.toBeInstanceOf(Array);
  });
});
