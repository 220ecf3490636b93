import { expect, it } from "vitest";
import { machinePathFindings } from "./machine-paths.ts";

it.each([
  "see /home/anna/project/a.ts",
  ["cd ", "work", "main"].join("/"),
  "tarball: http://10.0.0.1/a.tgz",
  "see /Users/anna/a",
])("refuses %s", (text) => {
  expect(machinePathFindings("a.md", `\n${text}`)).toMatchObject([{ place: "a.md:2" }]);
});

it.each(["https://example.org/home/page/", "src/work/flow.ts", "/usr/lib/postgresql", "file:src/work/x"])(
  "accepts %s",
  (text) => {
    expect(machinePathFindings("a.md", text)).toEqual([]);
  },
);
