import { existsSync, mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { databases } from "@dataflow-tooling/vitest";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { packPackages } from "./packed-packages.ts";
import { compile, type Driver, installProject, type Source, writeExample } from "./project.ts";
import { run } from "./run.ts";

const MINUTES = 60_000;
const SOURCES: readonly Source[] = ["@dataflow/all", "the individual packages"];
const DRIVERS = { postgres: "pg", sqlite: "better-sqlite3" } as const satisfies Record<string, Driver>;

const outside = mkdtempSync(join(tmpdir(), "dataflow-packed-"));
afterAll(() => rmSync(outside, { recursive: true, force: true }));

let archives: readonly string[] = [];
beforeAll(async () => {
  archives = await packPackages(outside);
}, 10 * MINUTES);

describe.each(databases)("a project with $name only", ({ name, freshUrl }) => {
  const folder = join(outside, name);
  beforeAll(() => installProject(folder, archives, DRIVERS[name]), 10 * MINUTES);

  it("has only the driver that it asked for", () => {
    const installed = Object.values(DRIVERS).filter((driver) => existsSync(join(folder, "node_modules", driver)));
    expect(installed).toEqual([DRIVERS[name]]);
  });

  describe.each(SOURCES)("importing from %s", (source) => {
    let example = "";
    beforeAll(() => {
      example = writeExample(folder, source);
    });

    it.each(["mts", "cts"])(
      "compiles the example as .%s with the types of a bundler",
      async (ending) => {
        await compile(folder, `${example}.${ending}`, "bundler");
      },
      MINUTES,
    );

    it.each(["mts", "cts"])(
      "runs the example as .%s with the types of Node",
      async (ending) => {
        await compile(folder, `${example}.${ending}`, "node16");
        const output = await run(folder, [
          process.execPath,
          `${example}.${ending.replace("t", "j")}`,
          await freshUrl(),
        ]);
        expect(JSON.parse(output)).toEqual({ isConnected: true, total: "250.00", status: "pending", names: ["Alice"] });
      },
      MINUTES,
    );
  });
});
