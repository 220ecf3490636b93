import { type Connection, connect } from "@dataflow/database";
import { databases } from "@dataflow-tooling/vitest";
import { afterEach, describe, expect, it } from "vitest";
import { applyMigration } from "../apply/apply-migration.ts";
import { catalogFingerprint } from "../catalog/catalog-fingerprint.ts";
import { readCatalog } from "../introspect/read-catalog.ts";
import { startLoad } from "../live-load.fixture.ts";
import type { MigrationPlan } from "../plan/migration-plan.ts";
import { GENTLY } from "./gentle-options.ts";
import { mitigatePlan } from "./mitigate-plan.ts";
import { CHANGES, ITEMS, naivePlan } from "./mitigation-examples.fixture.ts";
import { slowStatements, watchWaits } from "./waits.fixture.ts";

const connections: Connection[] = [];
afterEach(async () => {
  await Promise.all(connections.splice(0).map((connection) => connection.close()));
});

function open(url: string): Connection {
  const connection = connect(url, { poolSize: 4 });
  connections.push(connection);
  return connection;
}

const [, server] = databases;

describe("a mitigated plan", () => {
  async function prepared(change: string): Promise<{ url: string; connection: Connection; naive: MigrationPlan }> {
    const [url, wantedUrl] = [(await server?.freshUrl()) ?? "", (await server?.freshUrl()) ?? ""];
    const connection = open(url);
    return { url, connection, naive: await naivePlan(connection, open(wantedUrl), [change]) };
  }

  it.each(CHANGES)("keeps nobody waiting for %s, and ends where the naive plan does", async (_what, change, name) => {
    const { url, connection, naive } = await prepared(change);
    const { plan, verdicts } = await mitigatePlan(connection, naive);
    expect(verdicts.left).toEqual([]);
    expect(verdicts.treated.map(({ transformation }) => transformation.name)).toEqual([name]);
    // Not a matter of luck: no statement looks at rows under a lock that keeps writers out.
    expect(await slowStatements(connection, naive)).not.toEqual([]);
    expect(await slowStatements(connection, plan)).toEqual([]);
    const file = "SELECT pg_relation_filenode('items')::text AS file";
    const before = (await connection.query(file)).rows;
    const load = startLoad(
      () => open(url),
      [
        async (writer, number) => {
          await writer.query(
            `INSERT INTO items (maker, code, amount, note, price, kind) VALUES (5, 'w${number}', 7, 'live', 2, 'k')`,
          );
          await writer.query(`UPDATE items SET amount = amount + 1, price = 1 WHERE code = 'w${number}'`);
          if (number % 2 === 0) await writer.query(`DELETE FROM items WHERE code = 'w${number}'`);
        },
        async (writer, number) => {
          const row = 1 + ((number * 7) % ITEMS);
          await writer.query(`UPDATE items SET amount = (amount + 1) % 50 WHERE code = 'c${row}'`);
          const { rows } = await writer.query(`SELECT amount, price FROM items WHERE code = 'c${row}'`);
          expect(rows).toHaveLength(1);
        },
      ],
    );
    const watch = watchWaits(open(url), "^(INSERT INTO items|UPDATE items SET amount|DELETE FROM items|SELECT amount)");
    await load.report();
    await applyMigration(connection, plan, GENTLY);
    const { failures, longestMs, calls } = await load.stop();
    const waitedMs = await watch.stop();
    console.log(
      `${change.slice(0, 60)}: waited ${waitedMs.toFixed(0)} ms, longest call ${longestMs.toFixed(0)} ms of ${calls}`,
    );
    expect(failures).toEqual([]);
    // On a quiet machine 30 ms at most; ten times the limit is no matter of how busy this one is.
    expect(waitedMs).toBeLessThan(1000);
    expect(catalogFingerprint(await readCatalog(connection), naive.unspelled)).toBe(naive.to);
    // Written anew it would be another file.
    expect((await connection.query(file)).rows).toEqual(before);
    const { rows } = await connection.query("SELECT count(*) AS n FROM items WHERE code LIKE 'c%'");
    expect(rows).toEqual([{ n: ITEMS }]);
  });
});
