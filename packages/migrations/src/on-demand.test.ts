import { readFileSync } from "node:fs";
import { dirname, join, relative } from "node:path";
import { expect, it } from "vitest";

const ROOT = import.meta.dirname;

/** The files that are loaded with a file: what it imports for more than types, and what that imports. */
function loadedWith(file: string): ReadonlySet<string> {
  const found = new Set<string>();
  const open = [join(ROOT, file)];
  for (let next = open.pop(); next !== undefined; next = open.pop()) {
    if (found.has(next)) continue;
    found.add(next);
    const statements = readFileSync(next, "utf8").matchAll(/^(?:import|export) (?!type )[^;]*?from "(\.[^"]+)";/gm);
    for (const [, path = ""] of statements) open.push(join(dirname(next), path));
  }
  return new Set([...found].map((path) => relative(ROOT, path)));
}

it("loads with the package neither what is loaded on demand nor what only that needs", () => {
  const loaded = loadedWith("index.ts");
  // They are what a start needs: the walk has found its way.
  expect(loaded).toContain("evolve/evolve-schema.ts");
  expect(loaded).toContain("run/run-migration.ts");
  const greatest = [
    "hazards/postgres/",
    "hazards/sqlite/sqlite-rules",
    "mitigate/generate-",
    "removal/plan-",
    "rename/plan-",
  ];
  const early = [...loaded].filter((path) => path === "on-demand.ts" || greatest.some((name) => path.startsWith(name)));
  expect(early).toEqual([]);
});
