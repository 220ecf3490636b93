// `npm start [-- <database URL> --all …]`: from a fresh clone to the running example.
import "./node-version.mjs";

const { installDependencies } = await import("./install-dependencies.mjs");
const { providePnpm } = await import("./pnpm-command.mjs");
const { runCommand, step, workspaceProgram } = await import("./run-command.mjs");

async function main() {
  const installed = await installDependencies();
  if (installed !== 0) return installed;
  providePnpm();
  const built = await step("Building", () =>
    runCommand([workspaceProgram("turbo"), "run", "build", "--filter=flights", "--output-logs=errors-only"], {
      quiet: true,
    }),
  );
  if (built !== 0) return built;
  return runCommand([process.execPath, "apps/flights/dist/main.js", ...process.argv.slice(2)]);
}

process.exitCode = await main();
