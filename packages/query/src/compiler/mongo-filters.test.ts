import { isDataFlowError } from "@dataflow/core";
import { matchesDocument } from "@dataflow-tooling/vitest";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import {
  belowField,
  conformanceFolder,
  declaredDivergences,
  decodedDocument,
  type FilterCase,
  filterCases,
  plainFilter,
} from "../../test/conformance-files.ts";
import { type QueryRunner, runners } from "../../test/query-runner.ts";
import { sampleQueryTable, sampleTable } from "../../test/sample-tables.ts";
import { allOf } from "../ast/and-node.ts";
import { equals } from "../ast/comparison-node.ts";
import { parseFilter } from "../parser/parse-filter.ts";

const found = filterCases();
const cases = found ?? [];
const schema = sampleTable({ set: { kind: "integer" }, data: { kind: "json" } });
const table = sampleQueryTable(schema);
/** Cases that share their documents share rows. */
const sets = [...new Set(cases.map(({ docs }) => JSON.stringify(docs)))];
const divergences = declaredDivergences();

function expectedOutcome({ filter }: FilterCase, database: string): string | undefined {
  const text = JSON.stringify(filter);
  return divergences.find(
    (one) =>
      one.filter === text &&
      (one.database === database || one.database === "all" || (one.database === "both" && database !== "reference")),
  )?.outcome;
}

/** The answers of a database, or the code of the error that it gives instead. */
type Answer = readonly boolean[] | string;

async function answerOf(ask: () => Promise<readonly boolean[]> | readonly boolean[]): Promise<Answer> {
  try {
    return await ask();
  } catch (error) {
    if (isDataFlowError(error)) return error.code;
    if (error instanceof TypeError || error instanceof SyntaxError) return error.name;
    throw error;
  }
}

/** What differs from the golden answers: nothing, the documents' places, or an error. */
function outcomeOf(answer: Answer, { match, docs }: FilterCase): string | undefined {
  if (typeof answer === "string") return answer;
  const wrong = docs.filter((_, index) => answer[index] !== match[index]);
  if (wrong.length === 0) return undefined;
  return wrong.map((document) => ("_id" in document ? String(document._id) : "?")).join(", ");
}

describe.skipIf(found !== undefined)("golden filters of MongoDB", () => {
  it.skip(`are not at ${conformanceFolder}: set DATAFLOW_CONFORMANCE_DIR to their folder`, () => {});
});

describe.skipIf(found === undefined).each(runners)("golden filters of MongoDB on $name", ({ name, open }) => {
  let runner: QueryRunner;

  beforeAll(async () => {
    runner = await open();
    await runner.createTable(schema);
    let id = 0;
    const rows = sets.flatMap((set, index) => {
      const docs: readonly object[] = JSON.parse(set);
      return docs.map((data) => [id++, index, data]);
    });
    await runner.run({ kind: "insert", table, fields: ["id", "set", "data"], rows, returning: [] });
  });

  afterAll(() => runner.close());

  it.each(cases.map((one, index) => ({ ...one, name: `${index} ${JSON.stringify(one.filter)}` })))(
    "$name",
    async (one) => {
      const answer = await answerOf(async () => {
        const filter = parseFilter(belowField(plainFilter(one.filter), "data"), table);
        const found = await runner.run({
          kind: "select",
          table,
          fields: ["data"],
          where: allOf([equals("set", sets.indexOf(JSON.stringify(one.docs))), filter]),
          orderBy: [],
        });
        const matching = new Set(
          found.map(({ data }) => ("_id" in (data as object) ? (data as { _id: unknown })._id : undefined)),
        );
        return one.docs.map((document) => matching.has((document as { _id: unknown })._id));
      });
      expect(outcomeOf(answer, one)).toBe(expectedOutcome(one, name));
    },
  );
});

it.skipIf(found === undefined)("declares no divergence of a filter that is not among the golden ones", () => {
  const filters = new Set(cases.map(({ filter }) => JSON.stringify(filter)));
  expect(divergences.filter(({ filter }) => !filters.has(filter))).toEqual([]);
});

describe.skipIf(found === undefined)("golden filters of MongoDB by the reference", () => {
  it.each(cases.map((one, index) => ({ ...one, name: `${index} ${JSON.stringify(one.filter)}` })))(
    "$name",
    async (one) => {
      const filter = plainFilter(one.filter) as object;
      const answer = await answerOf(() =>
        one.docs.map((document) => matchesDocument(filter, decodedDocument(document))),
      );
      expect(outcomeOf(answer, one)).toBe(expectedOutcome(one, "reference"));
    },
  );
});
