// `npm test [-- <vitest filters>]`: installs, builds, checks and tests everything. Its last line is the total, alone:
// `12 passed, 0 failed, 1 skipped`. The build, the type check and each check of the repository count as one.
import "./node-version.mjs";

const { mkdtempSync, readFileSync, rmSync } = await import("node:fs");
const { tmpdir } = await import("node:os");
const { join } = await import("node:path");
const { installDependencies } = await import("./install-dependencies.mjs");
const { providePnpm } = await import("./pnpm-command.mjs");
const { runCommand, step, workspaceProgram } = await import("./run-command.mjs");

const folder = mkdtempSync(join(tmpdir(), "dataflow-totals-"));

/** Turbo starts a program per package; on a small machine more at once only makes each of them slower. */
const turbo = (task) => [workspaceProgram("turbo"), "run", task, "--output-logs=errors-only", "--concurrency=2"];

const STEPS = [
  { title: "Building", command: turbo("build"), quiet: true },
  { title: "Checking types", command: turbo("typecheck"), quiet: true },
  { title: "Checking the repository", command: [process.execPath, "tooling/checks/run.mjs"] },
  { title: "Testing", command: [workspaceProgram("vitest"), "run", ...process.argv.slice(2)] },
];

/** A step that ran parts writes their total to a file; a step that did not is one thing that passed or failed. */
async function runStep({ title, command, quiet }, index) {
  const totalFile = join(folder, `${index}.json`);
  const code = await step(title, () => runCommand(command, { quiet, env: { DATAFLOW_TOTAL_FILE: totalFile } }));
  const total = readTotal(totalFile) ?? { passed: code === 0 ? 1 : 0, failed: 0, skipped: 0 };
  return code !== 0 && total.failed === 0 ? { ...total, failed: 1 } : total;
}

function readTotal(file) {
  try {
    return JSON.parse(readFileSync(file, "utf8"));
  } catch {
    return undefined;
  }
}

async function main() {
  if ((await installDependencies()) !== 0) return { passed: 0, failed: 1, skipped: 0 };
  providePnpm();
  const sum = { passed: 0, failed: 0, skipped: 0 };
  for (const [index, each] of STEPS.entries()) {
    const total = await runStep(each, index);
    for (const key of Object.keys(sum)) sum[key] += total[key];
  }
  return sum;
}

const { passed, failed, skipped } = await main();
rmSync(folder, { recursive: true, force: true });
process.exitCode = failed > 0 ? 1 : 0;
process.stdout.write(`${passed} passed, ${failed} failed, ${skipped} skipped\n`);
