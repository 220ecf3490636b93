import { type Connection, connect } from "@dataflow/database";
import { type PostgresServer, startPostgres } from "@dataflow-tooling/vitest";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { applyMigration } from "../apply/apply-migration.ts";
import { readCatalog } from "../introspect/read-catalog.ts";
import { GENTLY } from "./gentle-options.ts";
import { mitigatePlan } from "./mitigate-plan.ts";
import { naivePlan, TOGETHER } from "./mitigation-examples.fixture.ts";

/** A running server that was named is used as it is, or the versions that are; otherwise the oldest and the newest. */
const { DATAFLOW_TEST_PG_URL: named = "", DATAFLOW_TEST_PG_MAJOR: majors = "14,18" } = process.env;
const versions = named === "" ? majors.split(",") : ["named"];

describe.each(versions)("a mitigated plan on PostgreSQL %s", (version) => {
  let server: PostgresServer;
  const connections: Connection[] = [];
  beforeAll(async () => {
    server = await startPostgres(version === "named" ? {} : { version });
  });
  afterAll(async () => {
    await Promise.all(connections.map((connection) => connection.close()));
    await server?.stop();
  });

  it("makes all changes at once, and ends where the naive plan does", async () => {
    const [connection, wanted] = [connect(await server.createDatabase()), connect(await server.createDatabase())];
    connections.push(connection, wanted);
    const naive = await naivePlan(connection, wanted, TOGETHER);
    const { plan, verdicts } = await mitigatePlan(connection, naive);
    expect(verdicts.left).toEqual([]);
    expect(verdicts.treated).toHaveLength(TOGETHER.length);
    const file = "SELECT pg_relation_filenode('items')::text AS file";
    const before = (await connection.query(file)).rows;
    await applyMigration(connection, plan, { ...GENTLY, backfill: { batchRows: 5000 } });
    expect((await connection.query(file)).rows).toEqual(before);
    const [found, expected] = [await readCatalog(connection), await readCatalog(wanted)];
    // Objects rather than fingerprints: a difference is then readable.
    const unplaced = ({ objects }: typeof found) => objects.map(({ position: _, ...object }) => object);
    expect(unplaced(found)).toEqual(unplaced(expected));
  });
});
