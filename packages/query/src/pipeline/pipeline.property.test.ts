import fc from "fast-check";
import { afterAll, beforeAll, expect, it } from "vitest";
import { evaluateAggregate, type Row, sortRows } from "../../test/evaluate-aggregate.ts";
import { closeRunners, openRunners, type QueryRunner, storeRows } from "../../test/query-runner.ts";
import { sampleQueryTable, sampleTable } from "../../test/sample-tables.ts";
import { propertyOptions, seed } from "../../test/seed.ts";
import { equals } from "../ast/comparison-node.ts";
import { not } from "../ast/not-node.ts";
import type { SortNode } from "../ast/sort-node.ts";
import type { GroupStage } from "./group-stage.ts";
import { parsePipeline } from "./parse-pipeline.ts";

/** Names that the printed SQL uses itself must not be mistaken for these. */
const FIELDS = ["o1", "c1", "c2", "k1", "k2", "w1", "g", "name"];
const schema = sampleTable(
  Object.fromEntries(FIELDS.map((name) => [name, { kind: name === "name" ? "text" : "integer" } as const])),
);
const table = sampleQueryTable(schema);

let open: readonly QueryRunner[];
let rows: readonly Row[];

beforeAll(async () => {
  const few = fc.option(fc.integer({ min: 0, max: 3 }), { freq: 4 });
  const row = fc.record(
    Object.fromEntries(FIELDS.map((name) => [name, name === "name" ? fc.constantFrom("a", "B", "é", null) : few])),
  );
  rows = fc.sample(row, { seed, numRuns: 40 }).map((one, index) => ({ id: index + 1, ...one }));
  open = await openRunners(schema);
  await storeRows(open, table, rows);
});

afterAll(() => closeRunners(open));

type Stage = Readonly<Record<string, unknown>>;
type Pick = (most: number) => number;

/** A random pipeline, built from left to right over the fields that there are at each place. */
const pipelines = fc.array(fc.nat({ max: 1_000_000 }), { minLength: 30, maxLength: 60 }).map((numbers) => {
  let at = 0;
  const pick: Pick = (most) => (numbers[at++ % numbers.length] ?? 0) % most;
  let fields: readonly string[] = ["id", ...FIELDS];
  let isSorted = false;
  return Array.from({ length: 1 + pick(6) }, (): Stage => {
    const one = () => fields[pick(fields.length)] ?? "id";
    const scalars = fields.filter((name) => !name.startsWith("list"));
    const scalar = () => scalars[pick(scalars.length)] ?? "id";
    switch (pick(6)) {
      case 0:
        return { $match: { [scalar()]: pick(2) === 0 ? { $ne: null } : null } };
      case 1:
        isSorted = true;
        return { $sort: { [scalar()]: pick(2) === 0 ? 1 : -1 } };
      case 2:
        return { $limit: 1 + pick(30) };
      case 3:
        return { $skip: pick(5) };
      case 4: {
        const kept = [...new Set([one(), scalar(), scalar()])].filter((name) => !name.startsWith("_id"));
        const renamed = scalar();
        const project = Object.fromEntries([
          ...kept.map((name) => [name, 1]),
          [`r${pick(3)}`, `$${renamed}`],
          ...(pick(2) === 0 ? [["_id", 0]] : []),
        ]);
        fields = [
          ...(Object.hasOwn(project, "_id") ? [] : fields.filter((name) => name.startsWith("_id"))),
          ...Object.keys(project).filter((name) => name !== "_id"),
        ];
        return { $project: project };
      }
      default: {
        const id = [null, `$${scalar()}`, { a: `$${scalar()}`, b: `$${scalar()}` }][pick(3)];
        const order =
          isSorted && scalar() !== "" ? { first: { $first: `$${scalar()}` }, last: { $last: `$${scalar()}` } } : {};
        const group = {
          _id: id,
          n: { $sum: 1 },
          list: { $push: `$${scalar()}` },
          list2: { $addToSet: `$${scalar()}` },
          ...order,
        };
        isSorted = false;
        const keys = typeof id === "object" && id !== null ? ["_id.a", "_id.b"] : ["_id"];
        fields = [...keys, ...Object.keys(group).filter((name) => name !== "_id")];
        return { $group: group };
      }
    }
  });
});

/** A row, and its place among those that no `$sort` tells apart. */
interface Ranked {
  readonly row: Row;
  readonly rank: number;
}

/** What MongoDB does, stage by stage; rows without an order of their own are in that of their keys. */
function evaluate(pipeline: readonly Stage[]): readonly Row[] {
  const stages = parsePipeline(pipeline, table);
  let now: readonly Ranked[] = rows.map((row, rank) => ({ row, rank }));
  for (const [index, stage] of stages.entries()) {
    if (stage.kind === "match") {
      const [[field, condition] = ["", null]] = Object.entries(pipeline[index]?.$match ?? {});
      now = now.filter(({ row }) => (row[field] === null) === (condition === null));
    } else if (stage.kind === "sort") now = sorted(now, stage.keys);
    else if (stage.kind === "limit") now = now.slice(0, stage.count);
    else if (stage.kind === "skip") now = now.slice(stage.count);
    else if (stage.kind === "group")
      now = grouped(
        now.map(({ row }) => row),
        stage,
      ).map((row, rank) => ({ row, rank }));
    else if (stage.kind === "project") {
      const pick = (row: Row) => Object.fromEntries(stage.fields.map(({ name, field }) => [name, row[field]]));
      now = now.map(({ row, rank }) => ({ row: pick(row), rank }));
    }
  }
  return now.map(({ row }) => nested(row));
}

function sorted(now: readonly Ranked[], keys: readonly SortNode[]): readonly Ranked[] {
  const ranks = new Map(now.map(({ row, rank }) => [row, rank]));
  const ranked = [...now].sort((a, b) => a.rank - b.rank).map(({ row }) => row);
  return sortRows(ranked, keys, table).map((row) => ({ row, rank: ranks.get(row) ?? 0 }));
}

function grouped(before: readonly Row[], { keys, aggregates }: GroupStage): readonly Row[] {
  const groups = new Map<string, Row[]>();
  for (const row of before) {
    const key = JSON.stringify(keys.map(({ field }) => row[field]));
    groups.set(key, [...(groups.get(key) ?? []), row]);
  }
  const answers = [...groups.values()].map((group) =>
    Object.fromEntries([
      ...(keys.length === 0 ? [["_id", null]] : []),
      ...keys.map(({ name, field }) => [name, group[0]?.[field]]),
      ...aggregates.map((node) => [node.name, evaluateAggregate(node, group, table)]),
    ]),
  );
  return sortRows(
    answers,
    keys.map(({ name }): SortNode => ({ kind: "sort", field: name, direction: "asc", nulls: "first" })),
    table,
  );
}

function nested(row: Row): Row {
  const entries = Object.entries(row);
  const parts = entries.filter(([name]) => name.startsWith("_id."));
  const rest = entries.filter(([name]) => !name.startsWith("_id."));
  const id = Object.fromEntries(parts.map(([name, value]) => [name.slice(4), value]));
  return Object.fromEntries([...(parts.length === 0 ? [] : [["_id", id]]), ...rest]);
}

it("gives the rows that the reference gives, on every database", async () => {
  await fc.assert(
    fc.asyncProperty(pipelines, async (pipeline) => {
      const stages = parsePipeline(pipeline, table);
      const expected = evaluate(pipeline);
      for (const runner of open) {
        const found = await runner.run({ kind: "pipeline", table, where: not(equals("id", -1)), stages });
        expect(found).toEqual(expected);
      }
    }),
    propertyOptions(600),
  );
});
