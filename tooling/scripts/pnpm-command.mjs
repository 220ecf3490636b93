import { spawnSync } from "node:child_process";
import { mkdirSync, readFileSync, writeFileSync } from "node:fs";
import { delimiter, join } from "node:path";
import { ROOT } from "./run-command.mjs";

/**
 * How to run pnpm here: the one on the PATH when it is of the same major version as the repository's, else the exact
 * one through npm, which needs nothing to be installed.
 *
 * @returns {readonly string[]} the beginning of a command
 */
export function pnpmCommand() {
  const { packageManager } = JSON.parse(readFileSync(`${ROOT}package.json`, "utf8"));
  const wanted = packageManager.split("@")[1];
  const { stdout } = spawnSync("pnpm", ["--version"], { cwd: "/", encoding: "utf8" });
  if (stdout?.split(".")[0] === wanted.split(".")[0]) return ["pnpm"];
  return ["npm", "exec", "--yes", `pnpm@${wanted}`, "--"];
}

/**
 * Puts pnpm on the PATH of this process and those it starts, where it is not: turbo looks for it there.
 */
export function providePnpm() {
  const command = pnpmCommand();
  if (command[0] === "pnpm") return;
  const folder = join(ROOT, "node_modules/.cache/dataflow/bin");
  mkdirSync(folder, { recursive: true });
  writeFileSync(join(folder, "pnpm"), `#!/bin/sh\nexec ${command.join(" ")} "$@"\n`, { mode: 0o755 });
  process.env.PATH = `${folder}${delimiter}${process.env.PATH}`;
}
