import { execFileSync } from "node:child_process";
import { chmod, mkdtemp, readdir, rm, truncate, utimes } from "node:fs/promises";
import { join } from "node:path";
import { afterEach, beforeEach, expect, it } from "vitest";
import { startPostgres } from "../index.ts";
import { withClient } from "./scratch-database.ts";

let folder: string;
const { DATAFLOW_TEST_PG_TEMPLATES: templates, DATAFLOW_TEST_PG_URL: named } = process.env;

beforeEach(async () => {
  folder = await mkdtemp("/tmp/dataflow-templates-");
  await chmod(folder, 0o755);
  process.env.DATAFLOW_TEST_PG_TEMPLATES = folder;
  delete process.env.DATAFLOW_TEST_PG_URL;
});
afterEach(async () => {
  await rm(folder, { recursive: true });
  if (templates === undefined) delete process.env.DATAFLOW_TEST_PG_TEMPLATES;
  else process.env.DATAFLOW_TEST_PG_TEMPLATES = templates;
  if (named !== undefined) process.env.DATAFLOW_TEST_PG_URL = named;
});

async function startAndAsk(): Promise<unknown> {
  const server = await startPostgres();
  try {
    return await withClient(server.url(), async (client) => (await client.query("select 1 as one")).rows);
  } finally {
    await server.stop();
  }
}

it("leaves one template for the next run, however many begin at once", async () => {
  expect(await Promise.all([startAndAsk(), startAndAsk()])).toEqual([[{ one: 1 }], [{ one: 1 }]]);
  const [own = ""] = await readdir(folder);
  const [template = "", ...others] = await readdir(join(folder, own));
  expect(others).toEqual([]);
  // What a run that was killed has begun goes away with the next one that looks for a template.
  const abandoned = join(folder, own, "x.begun");
  execFileSync("mv", [join(folder, own, template), abandoned]);
  await utimes(abandoned, 0, 0);
  await startAndAsk();
  expect(await readdir(join(folder, own))).toEqual([template]);
  // A template that cannot be read is no reason not to start.
  await truncate(join(folder, own, template), 2_000_000);
  expect(await startAndAsk()).toEqual([{ one: 1 }]);
}, 60_000);
