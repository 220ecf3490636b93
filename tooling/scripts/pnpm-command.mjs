import { spawnSync } from "node:child_process";
import { readFileSync } from "node:fs";
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
