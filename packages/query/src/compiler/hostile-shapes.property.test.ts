import { isDataFlowError } from "@dataflow/core";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import {
  CANARY,
  harmlessTexts,
  hostileTexts,
  pick,
  type RandomSource,
  randomFilter,
  randomSource,
} from "../../test/hostile-filters.ts";
import { type QueryRunner, runners } from "../../test/query-runner.ts";
import { SAMPLE_TYPES, sampleQueryTable, sampleTable } from "../../test/sample-tables.ts";
import { propertyOptions } from "../../test/seed.ts";
import { everything } from "../ast/everything-node.ts";
import { DEFAULT_FILTER_LIMITS } from "../parser/filter-limits.ts";
import { parseAggregates } from "../parser/parse-aggregates.ts";
import { parseFields } from "../parser/parse-fields.ts";
import { parseFilter } from "../parser/parse-filter.ts";
import { parsePage } from "../parser/parse-page.ts";
import { parseSort } from "../parser/parse-sort.ts";
import { compileFilter } from "./compile-filter.ts";
import { explain } from "./explain.ts";

const schema = sampleTable(SAMPLE_TYPES, ["text"]);
const table = sampleQueryTable(schema);
const { seed, numRuns } = propertyOptions(100_000);
const DIALECTS = ["postgres", "sqlite"] as const;
/** Many small steps: slow on a busy machine, and never waiting for anything. */
const PATIENCE_MS = 120_000;

function filterOf(index: number, isHostile: boolean): object {
  const texts = isHostile ? hostileTexts(randomSource(seed - index)) : harmlessTexts;
  return randomFilter(table, randomSource(seed + index), texts);
}

it(
  `keeps the text of a filter the same whatever is put into it, ${numRuns} times`,
  () => {
    for (let index = 0; index < numRuns; index++) {
      const hostile = parseFilter(filterOf(index, true), table, DEFAULT_FILTER_LIMITS);
      const harmless = parseFilter(filterOf(index, false), table, DEFAULT_FILTER_LIMITS);
      for (const dialect of DIALECTS) {
        // Parsed and printed anew each time: a kept text would hide one that depends on more than its shape.
        const { text } = compileFilter(table, hostile, dialect);
        // Asserted only where it fails: a hundred thousand assertions take longer than what they look at.
        if (text === compileFilter(table, harmless, dialect).text && !text.includes(CANARY)) continue;
        expect({ index, text }).toEqual({ index, text: compileFilter(table, harmless, dialect).text });
      }
    }
  },
  PATIENCE_MS,
);

/** What a caller names beside filters; each gives the texts of a statement, or throws. */
const NAMING: readonly ((name: string) => readonly string[])[] = [
  (name) => textsOf({ kind: "select", table, where: everything(), orderBy: parseSort([name], table) }),
  (name) => textsOf({ kind: "select", table, where: everything(), orderBy: parseSort([{ field: name }], table) }),
  (name) =>
    textsOf({
      kind: "select",
      table,
      where: everything(),
      orderBy: parseSort([{ field: "text", direction: name }], table),
    }),
  (name) => textsOf({ kind: "select", table, where: everything(), orderBy: [], fields: parseFields([name], table) }),
  (name) => textsOf({ kind: "count", table, where: parseFilter({ [name]: 1 }, table) }),
  (name) => textsOf({ kind: "count", table, where: parseFilter({ text: { [name]: 1 } }, table) }),
  (name) => textsOf({ kind: "count", table, where: parseFilter({ $expr: { $eq: [`$${name}`, 1] } }, table) }),
  (name) => textsOf({ kind: "select", table, where: everything(), orderBy: [], ...parsePage({ limit: name }) }),
  (name) => {
    const parsed = parseAggregates({ groupBy: [name], aggregates: { [name]: { $count: true } } }, table);
    return textsOf({ kind: "aggregate", table, where: everything(), ...parsed });
  },
  (name) => {
    const parsed = parseAggregates({ aggregates: { [name]: { $sum: "integer" } }, having: { [name]: 5 } }, table);
    return textsOf({ kind: "aggregate", table, where: everything(), ...parsed });
  },
];

function textsOf(statement: Parameters<typeof explain>[0]): readonly string[] {
  return Object.values(explain(statement)).map((one) => ("text" in one ? one.text : one.problem));
}

function hostileName(random: RandomSource): string {
  const { text, key } = hostileTexts(random);
  return pick(random, [text(), key(), `-${text()}`, `$${text()}`, `document.${text()}`, `text ${text()}`]);
}

it("refuses names that no table has, or leaves them out of the text", () => {
  const random = randomSource(seed);
  for (let index = 0; index < numRuns / 4; index++) {
    const [name, texts] = [hostileName(random), pick(random, NAMING)];
    try {
      const found = texts(name).find((text) => text.includes(CANARY));
      if (found !== undefined) expect(found).not.toContain(CANARY);
    } catch (error) {
      if (!isDataFlowError(error) || !error.code.startsWith("QUERY.")) throw error;
    }
  }
});

describe.each(runners)("$name", ({ open }) => {
  let runner: QueryRunner;

  beforeAll(async () => {
    runner = await open();
    await runner.createTable(schema);
  });

  afterAll(() => runner.close());

  it("runs a sample of them", async () => {
    for (let index = 0; index < 1000; index++) {
      const rows = await runner.run({ kind: "count", table, where: parseFilter(filterOf(index, true), table) });
      expect(rows).toEqual([{ count: 0 }]);
    }
  });
});
