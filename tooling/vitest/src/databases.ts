import { mkdtemp, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { createScratchDatabase, dropScratchDatabase } from "@dataflow/testing-base";
import { afterAll, inject } from "vitest";
// For what it declares that a run provides.
import type {} from "./global-setup.ts";

/** A kind of database that a suite runs on. */
export interface TestDatabase {
  readonly name: "sqlite" | "postgres";
  /**
   * Creates a new empty database, removed when the test file has ended.
   *
   * @returns its URL
   */
  freshUrl(): Promise<string>;
}

const cleanups: (() => Promise<void>)[] = [];

afterAll(async () => {
  const results = await Promise.allSettled(cleanups.splice(0).map((cleanup) => cleanup()));
  for (const result of results) if (result.status === "rejected") throw result.reason;
});

/** Every database that DataFlow supports: `describe.each(databases)("…", ({ freshUrl }) => …)`. */
export const databases: readonly TestDatabase[] = Object.freeze([
  Object.freeze({ name: "sqlite", freshUrl: freshSqliteUrl }),
  Object.freeze({ name: "postgres", freshUrl: freshPostgresUrl }),
]);

async function freshSqliteUrl(): Promise<string> {
  const folder = await mkdtemp(join(tmpdir(), "dataflow-sqlite-"));
  cleanups.push(() => rm(folder, { recursive: true, force: true }));
  return `sqlite:///${join(folder, "test.db")}`;
}

async function freshPostgresUrl(): Promise<string> {
  const url = await createScratchDatabase(inject("postgresUrl"));
  cleanups.push(() => dropScratchDatabase(url));
  return url;
}
