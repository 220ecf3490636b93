import { spawnSync } from "node:child_process";
import { join } from "node:path";
import { connect } from "@dataflow/database";
import { databases } from "@dataflow-tooling/vitest";
import { describe, expect, inject, it } from "vitest";
import { conformanceSuites } from "../suites.ts";

for (const { name, freshUrl } of databases) {
  const open = async () => connect(name === "sqlite" ? "sqlite::memory:" : await freshUrl());
  conformanceSuites({ describe, it }, { name, open }, { runs: 60 });
}

it("hold under Node's own runner, for both databases", () => {
  const file = join(import.meta.dirname, "conformance-suites.fixture.ts");
  const { stdout, status } = spawnSync(
    process.execPath,
    ["--conditions=@dataflow/source", "--import=tsx", "--test-reporter=tap", file],
    { encoding: "utf8", timeout: 60_000, env: { ...process.env, TEST_SERVER_URL: inject("postgresUrl") } },
  );
  expect(stdout).toMatch(/# tests 62\n/);
  expect(stdout).toMatch(/# fail 0\n/);
  expect(status).toBe(0);
}, 60_000);
