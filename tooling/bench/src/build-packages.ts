import { spawn } from "node:child_process";
import { once } from "node:events";
import { existsSync, readdirSync, statSync } from "node:fs";
import { join } from "node:path";
import { fileURLToPath } from "node:url";

/** The root of the repository. */
export const ROOT = fileURLToPath(new URL("../../..", import.meta.url));

const MEASURED = ["@dataflow/all", "@dataflow/testing"];

/**
 * Builds what is measured: users get the built packages, so these are what counts. Unchanged packages are not built
 * again.
 */
export async function buildPackages(): Promise<void> {
  const filters = MEASURED.map((name) => `--filter=${name}`);
  const turbo = join(ROOT, "node_modules/.bin/turbo");
  const child = spawn(turbo, ["run", "build", "--output-logs=errors-only", ...filters], {
    cwd: ROOT,
    // What is printed to the standard output is the result.
    stdio: ["ignore", process.stderr, process.stderr],
    env: { ...process.env, TURBO_TELEMETRY_DISABLED: "1", DO_NOT_TRACK: "1", TURBO_NO_UPDATE_NOTIFIER: "1" },
  });
  const [code]: unknown[] = await once(child, "close");
  if (code !== 0) throw new Error("The packages cannot be built; see above");
}

/** The packages whose sources are newer than what was built of them, or of which nothing was built. */
export function stalePackages(): readonly string[] {
  const packages = join(ROOT, "packages");
  return readdirSync(packages).filter((name) => {
    const built = join(packages, name, "dist/index.js");
    return !existsSync(built) || newestSource(join(packages, name, "src")) > statSync(built).mtimeMs;
  });
}

function newestSource(folder: string): number {
  const files = readdirSync(folder, { recursive: true, encoding: "utf8" }).filter(
    (file) => file.endsWith(".ts") && !/\.(test|test-d|fixture)\.ts$/.test(file),
  );
  return Math.max(0, ...files.map((file) => statSync(join(folder, file)).mtimeMs));
}
