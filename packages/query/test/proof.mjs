import { spawnSync } from "node:child_process";
import { join } from "node:path";

/** Runs the comparison of filters with the reference over more than a million pairs; the test prints how many were unique. */
const factor = process.argv[2] ?? "10";
const root = join(import.meta.dirname, "../../..");
const { status } = spawnSync(
  process.execPath,
  [
    join(root, "node_modules/vitest/vitest.mjs"),
    "run",
    "--project",
    "query",
    "--typecheck.enabled=false",
    "packages/query/src/compiler/same-documents.property.test.ts",
  ],
  { cwd: root, stdio: "inherit", env: { ...process.env, DATAFLOW_TEST_FACTOR: factor } },
);
process.exitCode = status ?? 1;
