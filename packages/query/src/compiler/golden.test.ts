import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { type QueryRunner, runners } from "../../test/query-runner.ts";
import { sampleQueryTable, sampleTable } from "../../test/sample-tables.ts";
import { assign } from "../ast/assignment-node.ts";
import { everything } from "../ast/everything-node.ts";
import { parseAggregates } from "../parser/parse-aggregates.ts";
import { parseFilter } from "../parser/parse-filter.ts";
import { parseSort } from "../parser/parse-sort.ts";
import { parsePipeline } from "../pipeline/parse-pipeline.ts";
import type { Statement } from "../statement/statement.ts";
import type { QueryTable } from "../table/query-table.ts";
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
/** The same table, whose pipelines may look rows of it up. */
const looking: QueryTable = Object.freeze({
  ...table,
  sources: { names: () => ["User"], get: () => ({ name: "User", table }) },
});
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
    sqlite: `SELECT "id", "name", "name_required", "age", "score", CAST("big" AS TEXT), "total", "profile", "tags" FROM "users" ORDER BY "name" DESC NULLS LAST, "name_required", "age" NULLS LAST, "id" LIMIT ? + 0 OFFSET ?`,
  },
  {
    name: "an offset alone",
    statement: { kind: "select", table, fields: ["id"], where: everything(), orderBy: [], offset: 1 },
    postgres: `SELECT "id" FROM "users" ORDER BY "id" OFFSET $1`,
    sqlite: `SELECT "id" FROM "users" ORDER BY "id" LIMIT -1 OFFSET ?`,
  },
  {
    name: "values of groups in an order, and how they spread",
    statement: {
      kind: "aggregate",
      table,
      where: parseFilter({ age: { $gt: 1 } }, table),
      ...parseAggregates(
        {
          groupBy: ["name"],
          sort: ["-score"],
          aggregates: {
            first: { $first: "age" },
            all: { $push: "age" },
            set: { $addToSet: "name" },
            spread: { $stdDevPop: "score" },
          },
          having: { first: { $gt: 0 } },
        },
        table,
      ),
      limit: 5,
    },
    postgres: `SELECT "o1", "o2", "o3", "o4", "o5" FROM (SELECT "name" AS "o1", (array_agg("age" ORDER BY "score" DESC NULLS LAST, "id"))[1] AS "o2", coalesce(array_agg("age" ORDER BY "score" DESC NULLS LAST, "id"), '{}') AS "o3", coalesce(array_agg(DISTINCT "name" COLLATE "C" ORDER BY "name" COLLATE "C" NULLS FIRST), '{}') AS "o4", stddev_pop("score") AS "o5" FROM "users" WHERE "age" > $1 GROUP BY 1) AS "g" WHERE "g"."o2" > $2 ORDER BY "o1" COLLATE "C" NULLS FIRST LIMIT $3`,
    sqlite: `SELECT "o1", "o2", "o3", "o4", "o5" FROM (SELECT "c2" AS "o1", max(CASE WHEN "w1" = 1 THEN "c4" END) AS "o2", json_group_array("c4" ORDER BY "k1" DESC NULLS LAST, "k2") AS "o3", json_group_array(DISTINCT "c2" ORDER BY "c2" NULLS FIRST) AS "o4", sqrt(max(0.0, sum(1.0 * ("c5" - "w2") * ("c5" - "w2")) - sum(1.0 * ("c5" - "w2")) * sum(1.0 * ("c5" - "w2")) / count("c5")) / count("c5")) AS "o5" FROM (SELECT row_number() OVER (PARTITION BY "name" ORDER BY "score" DESC NULLS LAST, "id") AS "w1", total("score") OVER (PARTITION BY "name") / count("score") OVER (PARTITION BY "name") AS "w2", "id" AS "c1", "name" AS "c2", "name_required" AS "c3", "age" AS "c4", "score" AS "c5", "big" AS "c6", "total" AS "c7", "profile" AS "c8", "tags" AS "c9", "score" AS "k1", "id" AS "k2" FROM "users" WHERE "age" > ?) AS "g" GROUP BY 1) AS "g" WHERE "g"."o2" > ? ORDER BY "o1" NULLS FIRST LIMIT ? + 0`,
  },
  {
    name: "a deviation of exact numbers",
    statement: {
      kind: "aggregate",
      table,
      where: everything(),
      ...parseAggregates({ aggregates: { spread: { $stdDevSamp: "total" } } }, table),
    },
    postgres: `SELECT "o1" FROM (SELECT sqrt(greatest(0, (sum(("total"::numeric * 100) * ("total"::numeric * 100)) - 2 * trunc(sum(("total"::numeric * 100))::float8 / count("total"))::numeric * sum(("total"::numeric * 100)) + count("total") * trunc(sum(("total"::numeric * 100))::float8 / count("total"))::numeric * trunc(sum(("total"::numeric * 100))::float8 / count("total"))::numeric)::float8 - (sum(("total"::numeric * 100)) - count("total") * trunc(sum(("total"::numeric * 100))::float8 / count("total"))::numeric)::float8 * (sum(("total"::numeric * 100)) - count("total") * trunc(sum(("total"::numeric * 100))::float8 / count("total"))::numeric)::float8 / nullif(count("total"), 0)) / nullif(greatest(count("total") - 1, 0), 0)) / 100::float8 AS "o1" FROM "users") AS "g"`,
    sqlite: `SELECT "o1" FROM (SELECT sqrt(max(0.0, sum(1.0 * ("c7" - "w1") * ("c7" - "w1")) - sum(1.0 * ("c7" - "w1")) * sum(1.0 * ("c7" - "w1")) / count("c7")) / nullif(max(count("c7") - 1, 0), 0)) / 100.0 AS "o1" FROM (SELECT CAST(total("total") OVER () / count("total") OVER () AS INTEGER) AS "w1", "id" AS "c1", "name" AS "c2", "name_required" AS "c3", "age" AS "c4", "score" AS "c5", "big" AS "c6", "total" AS "c7", "profile" AS "c8", "tags" AS "c9", "id" AS "k1" FROM "users") AS "g") AS "g"`,
  },
  {
    name: "a pipeline whose stages fit into few SELECTs",
    statement: {
      kind: "pipeline",
      table,
      where: everything(),
      stages: parsePipeline(
        [
          { $match: { age: { $gt: 1 } } },
          { $group: { _id: { name: "$name" }, n: { $sum: 1 }, total: { $sum: "$total" } } },
          { $match: { n: { $gte: 2 }, "_id.name": { $ne: null } } },
          { $sort: { total: -1 } },
          { $skip: 1 },
          { $limit: 2 },
          { $project: { n: 1 } },
        ],
        table,
      ),
    },
    postgres: `SELECT "o1", "o2" FROM (SELECT "name" AS "o1", count(*) AS "o2", coalesce(sum("total"), 0.00) AS "o3" FROM "users" WHERE "age" > $1 GROUP BY 1) AS "g" WHERE "g"."o2" >= $2 AND "g"."o1" IS NOT NULL ORDER BY "o3" DESC, "o1" COLLATE "C" NULLS FIRST LIMIT $3 OFFSET $4`,
    sqlite: `SELECT "o1", "o2" FROM (SELECT "name" AS "o1", count(*) AS "o2", coalesce(sum("total"), 0) AS "o3" FROM "users" WHERE "age" > ? GROUP BY 1) AS "g" WHERE "g"."o2" >= ? AND "g"."o1" IS NOT NULL ORDER BY "o3" DESC, "o1" NULLS FIRST LIMIT ? + 0 OFFSET ?`,
  },
  {
    name: "a pipeline that groups a page",
    statement: {
      kind: "pipeline",
      table,
      where: parseFilter({ id: { $lt: 9 } }, table),
      stages: parsePipeline(
        [
          { $sort: { name: 1 } },
          { $limit: 3 },
          { $project: { name: 1, age: 1 } },
          { $group: { _id: null, last: { $last: "$age" } } },
        ],
        table,
      ),
    },
    postgres: `SELECT "o0", "o1" FROM (SELECT CAST(NULL AS text) AS "o0", (array_agg("c2" ORDER BY "k1" COLLATE "C" NULLS FIRST, "k2"))[count(*)] AS "o1" FROM (SELECT "name" AS "c1", "age" AS "c2", "name" COLLATE "C" AS "k1", "id" AS "k2" FROM "users" WHERE "id" < $1 ORDER BY "k1" NULLS FIRST, "k2" LIMIT $2) AS "g" HAVING count(*) > 0) AS "g"`,
    sqlite: `SELECT "o0", "o1" FROM (SELECT CAST(NULL AS text) AS "o0", max(CASE WHEN "w1" = 1 THEN "c2" END) AS "o1" FROM (SELECT row_number() OVER (ORDER BY "k1" DESC NULLS LAST, "k2" DESC) AS "w1", "c1" AS "c1", "c2" AS "c2", "k1" AS "k1", "k2" AS "k2" FROM (SELECT "name" AS "c1", "age" AS "c2", "name" AS "k1", "id" AS "k2" FROM "users" WHERE "id" < ? ORDER BY "k1" NULLS FIRST, "k2" LIMIT ? + 0) AS "g") AS "g" HAVING count(*) > 0) AS "g"`,
  },
  {
    name: "a pipeline that unwinds an array",
    statement: {
      kind: "pipeline",
      table,
      where: everything(),
      stages: parsePipeline([{ $project: { tags: 1 } }, { $unwind: "$tags" }, { $match: { tags: "a" } }], table),
    },
    postgres: `SELECT "c1" FROM (SELECT "u"."v" AS "c1", "k1" AS "k1", ("u"."n" - 1)::integer AS "k2" FROM (SELECT "tags" AS "c1", "id" AS "k1" FROM "users") AS "g" CROSS JOIN LATERAL unnest("c1") WITH ORDINALITY AS "u"("v", "n")) AS "g" WHERE "g"."c1" = $1 ORDER BY "k1", "k2" NULLS FIRST`,
    sqlite: `SELECT "c1" FROM (SELECT "u"."value" AS "c1", "k1" AS "k1", "u"."key" AS "k2" FROM (SELECT "tags" AS "c1", "id" AS "k1" FROM "users") AS "g" JOIN json_each("c1") AS "u") AS "g" WHERE "g"."c1" = ? ORDER BY "k1", "k2" NULLS FIRST`,
  },
  {
    name: "a pipeline that looks rows up",
    statement: {
      kind: "pipeline",
      table: looking,
      where: everything(),
      stages: parsePipeline(
        [
          {
            $lookup: {
              from: "User",
              localField: "age",
              foreignField: "age",
              as: "same",
              pipeline: [{ $match: { name: "a" } }, { $project: { id: 1, big: 1 } }],
            },
          },
          { $unwind: "$same" },
          { $match: { "same.id": { $gt: 1 } } },
          { $project: { same: 1 } },
        ],
        looking,
      ),
    },
    postgres: `SELECT "c10" FROM (SELECT "c1" AS "c1", "c2" AS "c2", "c3" AS "c3", "c4" AS "c4", "c5" AS "c5", "c6" AS "c6", "c7" AS "c7", "c8" AS "c8", "c9" AS "c9", to_jsonb(ARRAY["u"."p1"::text, "u"."p2"::text]::text[]) AS "c10", "u"."p1" AS "c11", "u"."p2" AS "c12", "k1" AS "k1", "u"."p5" AS "k2" FROM (SELECT "id" AS "c1", "name" AS "c2", "name_required" AS "c3", "age" AS "c4", "score" AS "c5", "big" AS "c6", "total" AS "c7", "profile" AS "c8", "tags" AS "c9", "id" AS "k1" FROM "users") AS "g" JOIN (SELECT "id" AS "p1", "big" AS "p2", "age" AS "p3", "id" AS "p4", "id" AS "p5" FROM "users" AS "l1" WHERE "l1"."name" = $1) AS "u" ON ("u"."p3" = "g"."c4" OR ("u"."p3" IS NULL AND "g"."c4" IS NULL))) AS "g" WHERE "g"."c11" > $2 ORDER BY "k1", "k2"`,
    sqlite: `SELECT "c10" FROM (SELECT "c1" AS "c1", "c2" AS "c2", "c3" AS "c3", "c4" AS "c4", "c5" AS "c5", "c6" AS "c6", "c7" AS "c7", "c8" AS "c8", "c9" AS "c9", json_array("u"."p1", CAST("u"."p2" AS TEXT)) AS "c10", "u"."p1" AS "c11", "u"."p2" AS "c12", "k1" AS "k1", "u"."p5" AS "k2" FROM (SELECT "id" AS "c1", "name" AS "c2", "name_required" AS "c3", "age" AS "c4", "score" AS "c5", "big" AS "c6", "total" AS "c7", "profile" AS "c8", "tags" AS "c9", "id" AS "k1" FROM "users") AS "g" JOIN (SELECT "id" AS "p1", "big" AS "p2", "age" AS "p3", "id" AS "p4", "id" AS "p5" FROM "users" AS "l1" WHERE "l1"."name" = ?) AS "u" ON ("u"."p3" = "g"."c4" OR ("u"."p3" IS NULL AND "g"."c4" IS NULL))) AS "g" WHERE "g"."c11" > ? ORDER BY "k1", "k2"`,
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
    postgres: `INSERT INTO "users" AS "t" ("id", "name_required", "tags") SELECT unnest($1::integer[]), unnest($2::text[]), unnest($3::text[])::text[]`,
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
