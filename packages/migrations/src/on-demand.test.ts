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

it("loads with the package what a start needs that finds nothing new, and none of the work", () => {
  const loaded = loadedWith("index.ts");
  // It is what such a start needs: the walk has found its way.
  expect(loaded).toContain("evolve/model-state.ts");
  const work = ["apply/", "introspect/", "lock/", "operations/", "plan/", "rollback/"];
  const stamps = /^introspect\/(?:postgres|sqlite)\/(?:\w+-stamp|system-catalogs)\.ts$/;
  const early = [...loaded].filter((path) => work.some((name) => path.startsWith(name)) && !stamps.test(path));
  expect(early).toEqual(["lock/migration-lock-manager.ts"]);
  expect([...loaded].filter((path) => path === "on-demand.ts" || path === "schema-work.ts")).toEqual([]);
});

it("loads with the work of schemas nothing that only the rest needs", () => {
  const loaded = loadedWith("schema-work.ts");
  expect(loaded).toContain("plan/plan-migration.ts");
  const greatest = [
    "hazards/postgres/",
    "hazards/sqlite/sqlite-rules",
    "mitigate/generate-",
    "removal/plan-",
    "rename/plan-",
  ];
  expect([...loaded].filter((path) => greatest.some((name) => path.startsWith(name)))).toEqual([]);
});
