import { startPostgres } from "@dataflow/testing-base";
import type { TestProject } from "vitest/node";

declare module "vitest" {
  interface ProvidedContext {
    /** The URL of the run's PostgreSQL, with a user who may create databases. */
    readonly postgresUrl: string;
  }
}

/**
 * Starts the one PostgreSQL of a run. It belongs to the root configuration, so all projects share it.
 *
 * @param project the root project
 * @returns what stops it
 */
export async function setup(project: TestProject): Promise<() => Promise<void>> {
  if (!project.isRootProject())
    throw new Error(`project ${project.name} inherits the global setup: it would start a second server`);
  const server = await startPostgres();
  project.provide("postgresUrl", server.url());
  return () => server.stop();
}
