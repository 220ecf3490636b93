import { spawnSync } from "node:child_process";
import { join } from "node:path";
import { expect, it } from "vitest";

it("runs the tests of Node's own runner, and ends", () => {
  const file = join(import.meta.dirname, "node-test.fixture.ts");
  const { stdout, status } = spawnSync(
    process.execPath,
    ["--conditions=@dataflow/source", "--import=tsx", "--test-reporter=tap", file],
    { encoding: "utf8", timeout: 30_000, env: { ...process.env, TEST_DATABASE_URL: "sqlite::memory:" } },
  );
  expect(stdout).toMatch(/# pass 4\n# fail 1\n/);
  expect(stdout).toContain("MODEL.NOT_FOUND");
  expect(status).toBe(1);
});
