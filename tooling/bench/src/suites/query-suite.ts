import { interleavedRounds, type Variant, type VariantSamples } from "../measure/interleaved-rounds.ts";
import { median, roundRatios } from "../measure/statistics.ts";
import { dataflowCold, dataflowSeen, drizzleCompile, handWritten, kyselyCompile } from "../query/compared-compilers.ts";
import { mikroOrmCompile } from "../query/mikro-orm-compiler.ts";
import { conditionsOf, FILTER_SIZES, filterOf } from "../query/query-filters.ts";
import { atMost, type ResultRow, type ResultTable } from "../report/result-table.ts";
import type { SuiteSettings } from "../suite.ts";

/** Values differ from call to call, as they do in a program. */
const VARIETY = 64;
const BASE = "JSON.stringify of the filter";
const SEEN = "DataFlow, a shape seen before";
const COLD = "DataFlow, parsed and printed anew";
const KYSELY = "kysely, compile()";
const DRIZZLE = "drizzle, toSQL()";
const MIKRO_ORM = "MikroORM, getQuery()";

const COLUMNS = [
  { name: "µs", digits: 2 },
  { name: "× stringify", digits: 1 },
  { name: "× kysely", digits: 3 },
  { name: "× drizzle", digits: 3 },
] as const;

/**
 * What it costs to turn a filter into SQL: parsing and compiling, without a database.
 *
 * @param settings how often
 * @returns microseconds for one filter
 */
export async function querySuite({ rounds = 200, say }: SuiteSettings): Promise<readonly ResultTable[]> {
  const tables: ResultTable[] = [];
  for (const size of FILTER_SIZES) {
    say(`query: filters of ${size} conditions`);
    const samples = await interleavedRounds({ variants: variantsOf(size), rounds, batchSize: 200, warmUpRounds: 40 });
    tables.push({
      title: size === 1 ? "A filter of one condition to SQL" : `A filter of ${size} conditions to SQL`,
      columns: COLUMNS,
      rows: samples.map((one) => toRow(one, samples)),
      notes: ["DataFlow checks every field, operator and value on the way; the others are given them checked."],
    });
  }
  return tables;
}

function variantsOf(size: number): readonly Variant[] {
  const conditions = Array.from({ length: VARIETY }, (_, seed) => conditionsOf(size, seed));
  const filters = conditions.map(filterOf);
  const over = <Input>(label: string, inputs: readonly Input[], compile: (input: Input) => unknown): Variant => ({
    label,
    run: (index) => {
      const input = inputs[index % VARIETY];
      if (input !== undefined) compile(input);
    },
  });
  return [
    over(BASE, filters, (filter) => JSON.stringify(filter)),
    over("a string written by hand", conditions, handWritten),
    over(SEEN, filters, dataflowSeen),
    over(COLD, filters, dataflowCold),
    over(KYSELY, conditions, kyselyCompile),
    over(DRIZZLE, conditions, drizzleCompile),
    over(MIKRO_ORM, filters, mikroOrmCompile),
  ];
}

function toRow(sample: VariantSamples, all: readonly VariantSamples[]): ResultRow {
  const { label, times } = sample;
  const ratioTo = (other: string) => {
    const base = all.find((one) => one.label === other);
    return base === undefined || other === label ? undefined : median(roundRatios(times, base.times));
  };
  const [stringify, kysely, drizzle] = [ratioTo(BASE), ratioTo(KYSELY), ratioTo(DRIZZLE)];
  const row = { label, figures: [median(times), stringify, kysely, drizzle] };
  if (label === SEEN && stringify !== undefined) return { ...row, goal: atMost(stringify, 2, "× stringify") };
  return label === COLD && kysely !== undefined ? { ...row, goal: atMost(kysely, 0.25, "× kysely") } : row;
}
