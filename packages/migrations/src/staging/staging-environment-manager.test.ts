import { type Connection, connect } from "@dataflow/database";
import { databases } from "@dataflow-tooling/vitest";
import { afterEach, describe, expect, it } from "vitest";
import { readCatalog } from "../introspect/read-catalog.ts";
import { constraintFindings } from "../snapshot/constraint-findings.ts";
import { catalogChecksums } from "../snapshot/table-checksum.ts";
import { openShop } from "./shop.fixture.ts";
import { StagingEnvironmentManager } from "./staging-environment-manager.ts";

const opened: Connection[] = [];
afterEach(async () => {
  await Promise.all(opened.splice(0).map((connection) => connection.close()));
});

function open(url: string): Connection {
  const connection = connect(url);
  opened.push(connection);
  return connection;
}

async function orphansOf(connection: Connection): Promise<readonly unknown[]> {
  return constraintFindings(connection, await readCatalog(connection), ["foreign key"]);
}

describe.each(databases)("a staging environment on $name", ({ freshUrl }) => {
  it("has everything at 100 %, to the last value", async () => {
    const source = open(await freshUrl());
    await openShop(source, 300);
    await using environment = await new StagingEnvironmentManager(source).createStagingEnvironment({
      environmentName: "Whole copy!",
      dataSamplingStrategy: { samplePercentage: 100 },
    });
    const { report, connection } = environment;
    expect(report.fingerprint).toBe(report.sourceFingerprint);
    expect(report.leftOut).toEqual([]);
    const catalog = await readCatalog(connection);
    expect(await catalogChecksums(connection, catalog)).toEqual(
      await catalogChecksums(source, await readCatalog(source)),
    );
  });

  it.each(["representative", "random", "stratified"] as const)("has no orphan in a %s sample", async (strategy) => {
    const source = open(await freshUrl());
    await openShop(source, 500);
    await using environment = await new StagingEnvironmentManager(source).createStagingEnvironment({
      environmentName: "sample",
      dataSamplingStrategy: { strategy, samplePercentage: 4 },
    });
    const { report, connection } = environment;
    expect(report.fingerprint).toBe(report.sourceFingerprint);
    expect(await orphansOf(connection)).toEqual([]);
    const employees = report.tables.find(({ table }) => table.endsWith("employees"));
    expect(employees?.askedRows).toBe(20);
    expect(employees?.chosenRows).toBeGreaterThanOrEqual(20);
    expect(employees?.parentRows).toBeGreaterThan(0);
    expect(report.rows).toBeLessThan(700);
  });
});
