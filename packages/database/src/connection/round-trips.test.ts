import { databases } from "@dataflow-tooling/vitest";
import { afterEach, describe, expect, it } from "vitest";
import { isolate } from "../isolation/isolate.ts";
import { connect } from "./connect.ts";
import type { Connection } from "./connection.ts";

describe.each(databases)("round trips on $name", ({ freshUrl }) => {
  const open: Connection[] = [];
  afterEach(() => Promise.all(open.splice(0).map((connection) => connection.close())));

  it("are told for statements, ends of transactions and batches, isolated or not", async () => {
    let count = 0;
    const onRoundTrip = () => {
      count++;
    };
    const connection = connect(await freshUrl(), { onRoundTrip });
    open.push(connection);
    let beside = 0;
    const isolated = isolate(connection, { onRoundTrip: () => beside++ });
    await connection.run("CREATE TABLE t (id INTEGER)");
    expect(count).toBe(1);
    for (const place of [connection, isolated]) {
      await place.run("DELETE FROM t");
      count = 0;
      await place.query("INSERT INTO t VALUES (1), (2), (3)");
      await place.execute({ text: "SELECT id FROM t" }, []);
      expect(count).toBe(2);
      await place.transaction(async () => {
        await place.run("DELETE FROM t WHERE id = 3");
        await place.transaction(() => place.query("SELECT 1"));
        await place.transaction(() => Promise.reject(new Error("undone"))).catch(() => undefined);
      });
      expect(count).toBe(2 + 2 + 1 + 3 + 2);
      for await (const _batch of place.stream({ text: "SELECT id FROM t" }, [], { batchSize: 1 })) count += 100;
      expect(count).toBe(10 + 200 + 3);
    }
    expect(beside).toBe(14);
    await isolated.close();
  });
});
