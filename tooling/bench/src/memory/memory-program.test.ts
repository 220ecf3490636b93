import { mkdtemp, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { databases } from "@dataflow-tooling/vitest";
import { expect, it } from "vitest";
import { runMemoryProgram } from "./run-memory-program.ts";

/** Held in memory, the rows would take more than the heap leaves to them, and end the process. */
const RUN = { rows: 40_000, padding: 1_500, heapMegabytes: 96, nodeArguments: ["--conditions=@dataflow/source"] };

it.each(databases)("goes through more rows than fit into memory on $name", { timeout: 120_000 }, async (database) => {
  const folder = await mkdtemp(join(tmpdir(), "dataflow-memory-"));
  try {
    const uses = await runMemoryProgram({ ...RUN, url: await database.freshUrl(), folder });
    expect(uses.map(({ operation, rows }) => [operation, rows])).toEqual(
      ["create", "upsert", "update", "stream out", "export", "delete", "import"].map((name) => [name, RUN.rows]),
    );
  } finally {
    await rm(folder, { recursive: true, force: true });
  }
});
