import { createHash } from "node:crypto";
import { existsSync, mkdirSync, readdirSync, readFileSync, writeFileSync } from "node:fs";
import { createRequire } from "node:module";
import { dirname, join } from "node:path";
import { pnpmCommand } from "./pnpm-command.mjs";
import { ROOT, runCommand, step } from "./run-command.mjs";

const STAMP = join(ROOT, "node_modules/.cache/dataflow/installed.json");

/**
 * Installs dependencies when they changed since the last time, or when Node did: the SQLite driver is compiled for one
 * version of it.
 *
 * @returns {Promise<number>} an exit code
 */
export async function installDependencies() {
  const wanted = {
    dependencies: dependenciesHash(),
    node: `${process.platform}-${process.arch}-${process.versions.modules}`,
  };
  const installed = readStamp();
  if (installed.dependencies === wanted.dependencies && installed.node === wanted.node) return 0;
  const isFirst = !existsSync(join(ROOT, "node_modules/.pnpm"));
  const title = isFirst
    ? "Installing dependencies (the first time this may compile the SQLite driver, two to three minutes)"
    : "Installing dependencies";
  const code = await step(title, () =>
    install(!isFirst && installed.node !== undefined && installed.node !== wanted.node),
  );
  if (code !== 0) return code;
  sayWhetherSqliteLoads();
  mkdirSync(dirname(STAMP), { recursive: true });
  writeFileSync(STAMP, JSON.stringify(wanted));
  return 0;
}

async function install(isOtherNode) {
  const pnpm = pnpmCommand();
  // With CI set, pnpm asks nothing when it has to replace folders.
  const options = { quiet: true, env: { CI: "true", ...headersLocation() } };
  const code = await runCommand([...pnpm, "install", "--frozen-lockfile", "--prefer-offline"], options);
  if (code !== 0 || !isOtherNode) return code;
  return runCommand([...pnpm, "rebuild", "better-sqlite3"], options);
}

/** Where the headers of Node are, when a distribution has installed them: compiling then downloads nothing. */
function headersLocation() {
  const isConfigured = Object.keys(process.env).some((name) => name.toLowerCase() === "npm_config_nodedir");
  if (isConfigured || !existsSync("/usr/include/node/node_version.h")) return {};
  const header = readFileSync("/usr/include/node/node_version.h", "utf8");
  const major = /#define NODE_MAJOR_VERSION (\d+)/.exec(header)?.[1];
  return major === process.versions.node.split(".")[0] ? { npm_config_nodedir: "/usr" } : {};
}

/** The driver is an optional dependency: an installation goes on without it, so it has to be said. */
function sayWhetherSqliteLoads() {
  try {
    const Database = createRequire(join(ROOT, "packages/database/package.json"))("better-sqlite3");
    new Database(":memory:").close();
  } catch (error) {
    console.error(`The SQLite driver cannot be loaded: ${error.message.split("\n")[0]}`);
    console.error("It needs a C++ compiler, make and Python 3 where no ready-made build can be downloaded.");
    console.error("PostgreSQL works without it.");
  }
}

function dependenciesHash() {
  const hash = createHash("sha256");
  for (const file of ["pnpm-lock.yaml", "pnpm-workspace.yaml", "package.json", ...packageFiles()]) {
    hash.update(`${file}\n`).update(readFileSync(join(ROOT, file)));
  }
  return hash.digest("hex");
}

function packageFiles() {
  return ["packages", "apps", "tests", "tooling"].flatMap((group) =>
    readdirSync(join(ROOT, group))
      .map((name) => join(group, name, "package.json"))
      .filter((file) => existsSync(join(ROOT, file))),
  );
}

function readStamp() {
  try {
    return JSON.parse(readFileSync(STAMP, "utf8"));
  } catch {
    return {};
  }
}
