import { mkdtemp, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { createScratchDatabase, dropScratchDatabase } from "@dataflow/testing-base";
import { afterAll, inject } from "vitest";
// For what it declares that a run provides.
import type {} from "./global-setup.ts";

declare module "vitest" {
  interface TaskMeta {
    /** How many new databases a test file has made. */
    databases?: number;
    /** The milliseconds that this took. */
    databaseTime?: number;
  }
}

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
const made = { databases: 0, databaseTime: 0 };

// biome-ignore lint/correctness/noEmptyPattern: vitest insists on a pattern, and this asks for no fixture.
afterAll(async ({}, file) => {
  Object.assign(file.meta, made);
  const results = await Promise.allSettled(cleanups.splice(0).map((cleanup) => cleanup()));
  for (const result of results) if (result.status === "rejected") throw result.reason;
});

/** Every database that DataFlow supports: `describe.each(databases)("…", ({ freshUrl }) => …)`. */
export const databases: readonly TestDatabase[] = Object.freeze([
  Object.freeze({ name: "sqlite", freshUrl: () => counted(freshSqliteUrl) }),
  Object.freeze({ name: "postgres", freshUrl: () => counted(freshPostgresUrl) }),
]);

async function counted(freshUrl: () => Promise<string>): Promise<string> {
  const start = performance.now();
  const url = await freshUrl();
  made.databases += 1;
  made.databaseTime += performance.now() - start;
  return url;
}

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
