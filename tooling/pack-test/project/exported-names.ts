import assert from "node:assert/strict";
import { readdirSync } from "node:fs";
import { createRequire } from "node:module";
import { join } from "node:path";
import { describe, it } from "node:test";

const require = createRequire(import.meta.url);

/** What vitest loads can be loaded by nothing else. */
const OF_A_RUNNER = "./vitest";

const entries = readdirSync(join(import.meta.dirname, "node_modules/@dataflow")).flatMap((name) => {
  const { exports } = require(`@dataflow/${name}/package.json`) as {
    readonly exports: Readonly<Record<string, unknown>>;
  }; // npm installed it
  const places = Object.keys(exports).filter((place) => place !== OF_A_RUNNER && !place.endsWith(".json"));
  return places.map((place) => `@dataflow/${name}${place.slice(1)}`);
});

/** What calls itself otherwise than it is exported; what has no name at all cannot mislead. */
function misnamed(loaded: Readonly<Record<string, unknown>>): Readonly<Record<string, string>> {
  const named = Object.entries(loaded).flatMap(([name, value]) =>
    typeof value === "function" && value.name !== "" ? [[name, value.name] as const] : [],
  );
  return Object.fromEntries(named.filter(([exported, own]) => exported !== own));
}

// Logs, stack traces and `console.log` show the name that a class or a function has itself.
describe("what is exported has the name that it is imported by", () => {
  for (const entry of entries) {
    it(entry, async () => {
      assert.deepEqual([misnamed(await import(entry)), misnamed(require(entry))], [{}, {}]);
    });
  }
});
