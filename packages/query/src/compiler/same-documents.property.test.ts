import { documentFilters, nestedDocuments } from "@dataflow/testing-base/arbitraries";
import { matchesDocument } from "@dataflow-tooling/vitest";
import fc from "fast-check";
import { afterAll, beforeAll, expect, it } from "vitest";
import { closeRunners, openRunners, type QueryRunner } from "../../test/query-runner.ts";
import { sampleQueryTable, sampleTable } from "../../test/sample-tables.ts";
import { propertyOptions, seed } from "../../test/seed.ts";
import { everything } from "../ast/everything-node.ts";
import { parseFilter } from "../parser/parse-filter.ts";

// The column is called as a hidden column of json_each is, which must not matter.
const schema = sampleTable({ data: { kind: "json" }, value: { kind: "json" } });
const table = sampleQueryTable(schema);
const DOCUMENTS = 60;
/** Filters against one set of documents, before the next set. */
const FILTERS = 250;
const { numRuns: FILTER_COUNT } = propertyOptions(2000);
const ROUNDS = Math.ceil(FILTER_COUNT / FILTERS);

let open: readonly QueryRunner[];

beforeAll(async () => {
  open = await openRunners(schema);
});

afterAll(() => closeRunners(open));

async function store(documents: readonly unknown[]): Promise<void> {
  const rows = documents.map((data, index) => [index, data, index]);
  for (const runner of open) {
    await runner.run({ kind: "delete", table, where: everything(), returning: [] });
    await runner.run({ kind: "insert", table, fields: ["id", "data", "value"], rows, returning: [] });
  }
}

async function matchesOn(runner: QueryRunner, filter: object): Promise<ReadonlySet<number>> {
  const where = parseFilter(filter, table);
  const found = await runner.run({ kind: "select", table, fields: ["id"], where, orderBy: [] });
  return new Set(found.map(({ id }) => Number(id)));
}

it(`gives the documents that the reference gives, on every database`, async () => {
  const pairs = new Set<string>();
  let count = 0;
  for (let round = 0; round < ROUNDS; round++) {
    const documents = fc.sample(nestedDocuments, { seed: seed + round, numRuns: DOCUMENTS });
    const texts = documents.map((document) => JSON.stringify(document));
    await store(documents);
    await fc.assert(
      fc.asyncProperty(documentFilters, async (filter) => {
        const text = JSON.stringify(filter);
        for (const document of texts) pairs.add(`${text} ${document}`);
        count += texts.length;
        const expected = documents.map((data) => matchesDocument(filter, { data }));
        for (const runner of open) {
          const found = await matchesOn(runner, filter);
          const wrong = texts.filter((_, id) => expected[id] !== found.has(id));
          expect({ database: runner.dialect, wrong }).toEqual({ database: runner.dialect, wrong: [] });
        }
      }),
      { seed: seed + round, numRuns: FILTERS, endOnFailure: false },
    );
  }
  console.log(`${count} pairs of a filter and a document, ${pairs.size} of them unique`);
}, 3_600_000);
