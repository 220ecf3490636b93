import { expect, it } from "vitest";
import { readmeFindings } from "./readme-sections.ts";

const complete = "# @dataflow/a\n\n## What it is for\n\n## What it is not for\n\n## Example\n";

it("accepts a README with every section", () => {
  expect(readmeFindings("README.md", "@dataflow/a", complete)).toEqual([]);
});

it("refuses a missing README, a foreign heading and a missing section", () => {
  expect(readmeFindings("README.md", "@dataflow/a", undefined)).toHaveLength(1);
  expect(readmeFindings("README.md", "@dataflow/b", complete)).toHaveLength(1);
  expect(readmeFindings("README.md", "@dataflow/a", complete.replace("## Example", "### Example"))).toHaveLength(1);
});
