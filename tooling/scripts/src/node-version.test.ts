import { spawnSync } from "node:child_process";
import { join } from "node:path";
import { expect, it } from "vitest";

/** Runs the guard as another version of Node would. */
function guardUnder(version: string) {
  const guard = join(import.meta.dirname, "../node-version.mjs");
  const pretend = `Object.defineProperty(process, "versions", { value: { node: "${version}" } }); await import(${JSON.stringify(guard)});`;
  return spawnSync(process.execPath, ["--input-type=module", "--eval", pretend], { encoding: "utf8" });
}

it.each(["18.20.8", "20.18.3"])("refuses Node %s and says what is needed", (version) => {
  const { status, stderr } = guardUnder(version);
  expect(status).toBe(1);
  expect(stderr).toContain("DataFlow needs Node 20.19 or newer");
});

it.each(["20.19.0", "22.0.0"])("accepts Node %s", (version) => {
  expect(guardUnder(version).status).toBe(0);
});
