import type { Connection } from "@dataflow/database";
import { databases } from "@dataflow-tooling/vitest";
import { describe, expect, it } from "vitest";
import { catalogFingerprint } from "../catalog/catalog-fingerprint.ts";
import { readCatalog } from "../introspect/read-catalog.ts";
import type { LiveWork } from "../live-load.fixture.ts";
import type { MigrationPlan } from "../plan/migration-plan.ts";
import { open } from "../test-connections.fixture.ts";
import { mitigatePlan } from "./mitigate-plan.ts";
import { CHANGES, ITEMS, naivePlan } from "./mitigation-examples.fixture.ts";
import { expectNobodyWaits, slowStatements } from "./waits.fixture.ts";

const [, server] = databases;

describe("a mitigated plan", () => {
  async function prepared(change: string): Promise<{ url: string; connection: Connection; naive: MigrationPlan }> {
    const [url, wantedUrl] = [(await server?.freshUrl()) ?? "", (await server?.freshUrl()) ?? ""];
    const connection = open(url, { poolSize: 4 });
    return { url, connection, naive: await naivePlan(connection, open(wantedUrl), [change]) };
  }

  it.each(CHANGES)("keeps nobody waiting for %s, and ends where the naive plan does", async (what, change, name) => {
    const { url, connection, naive } = await prepared(change);
    const { plan, verdicts } = await mitigatePlan(connection, naive);
    expect(verdicts.left).toEqual([]);
    expect(verdicts.treated.map(({ transformation }) => transformation.name)).toEqual([name]);
    // Not a matter of luck: no statement looks at rows under a lock that keeps writers out.
    expect(await slowStatements(connection, naive)).not.toEqual([]);
    expect(await slowStatements(connection, plan)).toEqual([]);
    const file = "SELECT pg_relation_filenode('items')::text AS file";
    const before = (await connection.query(file)).rows;
    const works: readonly LiveWork[] = [
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
    ];
    const statements = "^(INSERT INTO items|UPDATE items SET amount|DELETE FROM items|SELECT amount)";
    await expectNobodyWaits(what, { connection, plan }, { open: () => open(url), works, statements });
    expect(catalogFingerprint(await readCatalog(connection), naive.unspelled)).toBe(naive.to);
    // Written anew it would be another file.
    expect((await connection.query(file)).rows).toEqual(before);
    const { rows } = await connection.query("SELECT count(*) AS n FROM items WHERE code LIKE 'c%'");
    expect(rows).toEqual([{ n: ITEMS }]);
  });
});
