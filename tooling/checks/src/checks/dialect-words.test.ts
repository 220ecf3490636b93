import { expect, it } from "vitest";
import type { Repository } from "../repository.ts";
import { dialectWordLines, dialectWords } from "./dialect-words.ts";

it("finds names, strings and templates, but neither comments nor the paths of imports", () => {
  const text = [
    "// sqlite is only mentioned",
    'import { dialect } from "./dialects/sqlite/dialect.ts";',
    'if (name === "postgres") f();',
    "const isSqlite = `sqlite:`;",
  ].join("\n");
  expect(dialectWordLines("packages/core/src/a.ts", text)).toEqual([3, 4]);
});

it("says that an entry of the list is no longer needed", async () => {
  const repository: Repository = { root: "", files: [], packages: [], read: () => "" };
  const findings = await dialectWords.run(repository);
  expect(findings.map(({ fix }) => fix)).toContain("remove it from the list");
});
