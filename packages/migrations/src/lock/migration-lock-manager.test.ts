import { fork } from "node:child_process";
import { once } from "node:events";
import { join } from "node:path";
import { type Connection, connect } from "@dataflow/database";
import { databases } from "@dataflow-tooling/vitest";
import { bundleProcess, removeBundle } from "@dataflow-tooling/vitest/bundle";
import { gate } from "@dataflow-tooling/vitest/faults";
import { afterAll, describe, expect, it } from "vitest";
import { codeOf, open } from "../test-connections.fixture.ts";
import { LOCK_SCOPES, type LockScope } from "./lock-scope.ts";
import type { MigrationLockRequest } from "./migration-lock.ts";
import { MigrationLockManager } from "./migration-lock-manager.ts";

const lockHolder = bundleProcess(join(import.meta.dirname, "lock-holder.fixture.ts"));
afterAll(async () => removeBundle(await lockHolder));

function asked(lockScope: LockScope, more: Partial<MigrationLockRequest> = {}): MigrationLockRequest {
  const tables = lockScope === "table_modification" ? { tables: ["orders"] } : {};
  return { lockScope, operationDescription: `a ${lockScope}`, timeoutSeconds: 10, ...tables, ...more };
}

describe.each([...databases, { name: "memory", freshUrl: async () => "sqlite::memory:" }])(
  "a migration lock on $name",
  ({ freshUrl }) => {
    it("that is asked for under another one is that one where it is covered, and refused at once where it is not", async () => {
      const locks = new MigrationLockManager(open(await freshUrl()));
      const tokensOf = (outer: LockScope, inner: LockScope, more: Partial<MigrationLockRequest> = {}) =>
        locks.acquireMigrationLock(asked(outer), async (lock) => {
          const same = await locks.acquireMigrationLock(asked(inner, more), ({ fencingToken }) => fencingToken);
          await lock.assertHeld();
          return same === lock.fencingToken;
        });
      expect(await tokensOf("schema_modification", "table_modification")).toBe(true);
      expect(await tokensOf("table_modification", "table_modification")).toBe(true);
      const narrow = () => tokensOf("table_modification", "schema_modification", { timeoutSeconds: 300 });
      expect(await codeOf(narrow)).toBe("MIGRATION.LOCK_TOO_NARROW");
      expect(await locks.getActiveLocks()).toEqual([]);
    });

    it("is held while its body runs, is listed, and is given back whichever way the body ends", async () => {
      const connection = open(await freshUrl());
      const locks = new MigrationLockManager(connection);
      expect(await locks.getActiveLocks()).toEqual([]);
      const request = asked("schema_modification", { lockMetadata: { table: "users", count: 1 } });
      const result = await locks.acquireMigrationLock(request, async (lock) => {
        await lock.assertHeld();
        const [active, ...others] = await locks.getActiveLocks();
        expect(others).toEqual([]);
        expect(active).toMatchObject({
          lockId: lock.lockId,
          scope: "schema_modification",
          operationDescription: "a schema_modification",
          lockMetadata: { table: "users", count: 1 },
          fencingToken: lock.fencingToken,
        });
        expect(Date.parse(lock.acquiredAt)).toBeGreaterThan(Date.now() - 60_000);
        return "done";
      });
      expect(result).toBe("done");
      const failing = locks.acquireMigrationLock(request, () => {
        throw new Error("mine");
      });
      await expect(failing).rejects.toThrow("mine");
      expect(await locks.getActiveLocks()).toEqual([]);
    });

    it("is held until it is released, with a token that grows", async () => {
      const connection = open(await freshUrl());
      const locks = new MigrationLockManager(connection);
      const first = await locks.acquireMigrationLock(asked("schema_modification"));
      await connection.transaction(() => first.assertHeld());
      const waits = locks.acquireMigrationLock(asked("schema_modification"));
      await first.release();
      await first.release();
      const second = await waits;
      expect(second.fencingToken).toBeGreaterThan(first.fencingToken);
      expect(await codeOf(() => first.assertHeld())).toBe("MIGRATION.LOCK_LOST");
      await second.assertHeld();
      await second[Symbol.asyncDispose]();
      expect(await locks.getActiveLocks()).toEqual([]);
    });

    it("says who has it when it cannot be had in time", async () => {
      const locks = new MigrationLockManager(open(await freshUrl()));
      const held = await locks.acquireMigrationLock(asked("schema_modification"));
      const again = locks.acquireMigrationLock(asked("data_modification", { timeoutSeconds: 0.1 }));
      await expect(again).rejects.toMatchObject({
        code: "MIGRATION.LOCK_TIMEOUT",
        message: expect.stringContaining("a schema_modification"),
        meta: { holders: [held.lockId] },
        isRetryable: true,
      });
      await held.release();
    });

    it("refuses transactions of the caller and requests that make no sense", async () => {
      const connection = open(await freshUrl());
      const locks = new MigrationLockManager(connection);
      const inside = connection.transaction(() => locks.acquireMigrationLock(asked("schema_modification")));
      expect(await codeOf(() => inside)).toBe("MIGRATION.INSIDE_TRANSACTION");
      const take = (more: object) =>
        codeOf(() => locks.acquireMigrationLock({ ...asked("schema_modification"), ...more }));
      expect(await take({ lockScope: "schema" })).toBe("MIGRATION.INVALID_OPTION");
      expect(await take({ lockScope: "table_modification" })).toBe("MIGRATION.INVALID_OPTION");
      expect(await take({ timeoutSeconds: -1 })).toBe("MIGRATION.INVALID_OPTION");
      expect(await take({ operationDescription: "" })).toBe("MIGRATION.INVALID_OPTION");
      expect(await take({ timeout: 1 })).toBe("MIGRATION.UNKNOWN_OPTION");
    });
  },
);

describe.each(databases)("migration locks of several programs on $name", ({ name, freshUrl }) => {
  it("exclude each other as their scopes say", async () => {
    const url = await freshUrl();
    const [mine, other] = [new MigrationLockManager(open(url)), new MigrationLockManager(open(url))];
    const together = async (held: MigrationLockRequest, wanted: MigrationLockRequest): Promise<boolean> => {
      const lock = await mine.acquireMigrationLock(held);
      const now = other.acquireMigrationLock({ ...wanted, timeoutSeconds: 0 }, () => true);
      const isTaken = await now.catch((error: unknown) => {
        expect(error).toMatchObject({ code: "MIGRATION.LOCK_TIMEOUT" });
        return false;
      });
      await lock.release();
      return isTaken;
    };
    const server = name === "postgres";
    for (const scope of LOCK_SCOPES) {
      expect(await together(asked("schema_modification"), asked(scope))).toBe(false);
      expect(await together(asked(scope), asked("schema_modification"))).toBe(false);
    }
    const carts = asked("table_modification", { tables: ["carts", "tags"] });
    const both = asked("table_modification", { tables: ["orders", "carts"] });
    const data = asked("data_modification");
    expect(await together(asked("table_modification"), asked("table_modification"))).toBe(false);
    expect(await together(asked("table_modification"), carts)).toBe(server);
    expect(await together(both, carts)).toBe(false);
    expect(await together(data, data)).toBe(server);
    expect(await together(asked("table_modification"), data)).toBe(server);
    expect(await together(carts, { ...data, tables: ["tags"] })).toBe(false);
    expect(await together({ ...data, tables: ["tags"] }, { ...data, tables: ["tags"] })).toBe(server);
  });

  it("are had one after the other by a crowd that also makes the tables for them", async () => {
    const url = await freshUrl();
    const holders = new Set<number>();
    let most = 0;
    const take = async (index: number): Promise<void> => {
      const connection = connect(url, { poolSize: 1 });
      await new MigrationLockManager(connection).acquireMigrationLock(asked("schema_modification"), async () => {
        holders.add(index);
        most = Math.max(most, holders.size);
        await connection.query("SELECT 1");
        holders.delete(index);
      });
      await connection.close();
    };
    await Promise.all(Array.from({ length: 8 }, (_, index) => take(index)));
    expect(most).toBe(1);
  });

  it("do not outlive a process that is killed", async () => {
    const url = await freshUrl();
    const child = fork(await lockHolder, [url]);
    expect((await once(child, "message"))[0]).toBe("held");
    const locks = new MigrationLockManager(open(url));
    expect(await locks.getActiveLocks()).toMatchObject([{ operationDescription: "for ever" }]);
    const waits = locks.acquireMigrationLock(asked("table_modification"), (lock) => lock.fencingToken);
    child.kill("SIGKILL");
    expect(await waits).toBeGreaterThan(1);
    expect(await locks.getActiveLocks()).toEqual([]);
  });
});

describe("a migration lock on a server", () => {
  const freshUrl = async (): Promise<string> =>
    (await databases.find(({ name }) => name === "postgres")?.freshUrl()) ?? expect.fail("no server");
  const terminateHolder = (connection: Connection, lockId: string) =>
    connection.query("SELECT pg_terminate_backend(process::int, 5000) FROM _dataflow.locks WHERE id = $1", [lockId]);

  it("is lost with its connection, and what a step had written is waited for before another one has it", async () => {
    const url = await freshUrl();
    const [connection, other] = [open(url), open(url, { busyTimeoutMs: 50 })];
    const [mine, others] = [new MigrationLockManager(connection), new MigrationLockManager(other)];
    await connection.run("CREATE TABLE t (id integer)");
    const lock = await mine.acquireMigrationLock(asked("schema_modification"));
    const [checked, killed] = [gate(), gate()];
    const step = connection.transaction(async () => {
      await lock.assertHeld();
      checked.open();
      await killed.opened;
      await connection.run("INSERT INTO t VALUES (1)");
    });
    await checked.opened;
    await terminateHolder(other, lock.lockId);
    expect(await mine.getActiveLocks()).toEqual([]);
    const next = others.acquireMigrationLock(asked("schema_modification"), () => other.query("SELECT * FROM t"));
    await new Promise((resolve) => setTimeout(resolve, 150));
    killed.open();
    await step;
    expect((await next).rows).toEqual([{ id: 1 }]);
    const late = connection.transaction(async () => {
      await lock.assertHeld();
      await connection.run("INSERT INTO t VALUES (2)");
    });
    expect(await codeOf(() => late)).toBe("MIGRATION.LOCK_LOST");
    await lock.release().catch(() => undefined);
  });

  it("lets its holder build an index concurrently while a crowd waits for it", async () => {
    const url = await freshUrl();
    const connection = open(url, { poolSize: 2 });
    await connection.run("CREATE TABLE t (id integer); INSERT INTO t SELECT generate_series(1, 1000)");
    const crowd = await new MigrationLockManager(connection).acquireMigrationLock(
      asked("schema_modification"),
      async () => {
        const waiting = Array.from({ length: 6 }, () =>
          new MigrationLockManager(open(url)).acquireMigrationLock(asked("schema_modification"), () => undefined),
        );
        for (let index = 0; index < 4; index++) {
          await connection.run(`CREATE INDEX CONCURRENTLY t_${index} ON t (id)`);
          await connection.run(`DROP INDEX CONCURRENTLY t_${index}`);
        }
        return waiting;
      },
    );
    await Promise.all(crowd);
  });
});
