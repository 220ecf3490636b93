import { type Connection, connect } from "@dataflow/database";
import { postgresSchema, SeededChoices, sqliteSchema } from "@dataflow/testing-base/arbitraries";
import { databases } from "@dataflow-tooling/vitest";
import { describe, expect, it } from "vitest";
import { readCatalog } from "../introspect/read-catalog.ts";
import { fillTables } from "../plan/evolution/example-rows.fixture.ts";
import { constraintFindings } from "../snapshot/constraint-findings.ts";
import { catalogChecksums } from "../snapshot/table-checksum.ts";
import { generateReferences } from "./generated-references.fixture.ts";
import { StagingEnvironmentManager } from "./staging-environment-manager.ts";
import type { DataSamplingStrategy } from "./staging-request.ts";

// The laws: a whole copy is the source, to the last value; in a sample nothing refers to nothing, the schema is the
// source's, every row is one of the source's, and the same seed chooses the same rows.

const seed = Number(process.env.DATAFLOW_TEST_SEED ?? Date.now() % 2 ** 31);
const runs = Number(process.env.DATAFLOW_TEST_RUNS ?? 3);
console.log(`staging seed: ${seed} (replay with DATAFLOW_TEST_SEED=${seed})`);

const seeds = Array.from({ length: runs }, (_, index) => seed + index);

async function withSource<Result>(url: string, body: (source: Connection) => Promise<Result>): Promise<Result> {
  const source = connect(url, { poolSize: 4 });
  try {
    return await body(source);
  } finally {
    await source.close();
  }
}

async function sample(source: Connection, sampling: DataSamplingStrategy) {
  await using environment = await new StagingEnvironmentManager(source).createStagingEnvironment({
    environmentName: "property",
    dataSamplingStrategy: sampling,
  });
  const { connection, report } = environment;
  const catalog = await readCatalog(connection);
  return {
    report,
    orphans: await constraintFindings(connection, catalog, ["foreign key"]),
    checksums: await catalogChecksums(connection, catalog),
  };
}

describe.each(databases)("$name", ({ name, freshUrl }) => {
  it.each(seeds)("copies a generated schema as it is (seed %i)", { timeout: 120_000 }, async (number) => {
    await withSource(await freshUrl(), async (source) => {
      const random = new SeededChoices(number);
      if (name === "sqlite") {
        for (const sql of sqliteSchema(random)) await source.run(sql).catch(() => undefined);
      } else for (const sql of postgresSchema(random.numbers(200))) await source.run(sql);
      await fillTables(source, await readCatalog(source), random);
      const { report, checksums } = await sample(source, { samplePercentage: 100 });
      expect(report.leftOut).toEqual([]);
      expect(report.fingerprint).toBe(report.sourceFingerprint);
      expect(checksums).toEqual(await catalogChecksums(source, await readCatalog(source)));
    });
  });

  it.each(seeds)("closes samples over generated references (seed %i)", { timeout: 120_000 }, async (number) => {
    await withSource(await freshUrl(), async (source) => {
      const random = new SeededChoices(number);
      await generateReferences(source, random, 60);
      const strategy = random.pick(["representative", "random", "stratified"] as const);
      const sampling = { strategy, samplePercentage: 1 + random.below(20), seed: random.below(1000) };
      const first = await sample(source, sampling);
      expect(first.orphans).toEqual([]);
      expect(first.report.fingerprint).toBe(first.report.sourceFingerprint);
      expect(first.report.rows).toBeLessThanOrEqual(
        first.report.tables.reduce((sum, { sourceRows }) => sum + sourceRows, 0),
      );
      const again = await sample(source, sampling);
      expect(again.checksums).toEqual(first.checksums);
      const capped = await sample(source, { ...sampling, samplePercentage: 50, maxRowsPerTable: 5 });
      expect(capped.orphans).toEqual([]);
      expect(capped.report.tables.every(({ chosenRows }) => chosenRows <= 5)).toBe(true);
    });
  });
});
