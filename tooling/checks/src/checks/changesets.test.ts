import { expect, it } from "vitest";
import { announcedPackages, changesetFindings } from "./changesets.ts";

const changed = (...files: string[]) => [{ name: "@dataflow/a", folder: "packages/a", files }];

it("refuses a shipped change that no changeset names", () => {
  expect(changesetFindings(changed("packages/a/src/b.ts"), new Set())).toHaveLength(1);
  expect(changesetFindings(changed("packages/a/src/b.ts"), new Set(["@dataflow/b"]))).toHaveLength(1);
});

it("accepts a named change, and one that users do not notice", () => {
  expect(changesetFindings(changed("packages/a/src/b.ts"), new Set(["@dataflow/a"]))).toEqual([]);
  expect(changesetFindings(changed("packages/a/src/b.test.ts", "packages/a/tsconfig.json"), new Set())).toEqual([]);
});

it("reads the packages of a changeset", () => {
  const text = '---\n"@dataflow/a": minor\n"@dataflow/b": patch\n---\n\n"@dataflow/c": minor is only mentioned.\n';
  expect([...announcedPackages([text])]).toEqual(["@dataflow/a", "@dataflow/b"]);
});
