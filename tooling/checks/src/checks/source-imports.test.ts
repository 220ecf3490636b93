import { expect, it } from "vitest";
import type { WorkspacePackage } from "../repository.ts";
import { importFindings } from "./source-imports.ts";

const query: WorkspacePackage = {
  folder: "packages/query",
  manifest: {
    name: "@dataflow/query",
    peerDependencies: { "@dataflow/core": "*", "drizzle-orm": "*" },
    devDependencies: { zod: "*" },
  },
};
const reasons = (text: string) => importFindings(query, "packages/query/src/a.ts", text).map(({ why }) => why);

it.each(['import "@dataflow/core";', 'import "node:fs";', 'import "./b.ts";', 'export * from "drizzle-orm/pg-core";'])(
  "accepts %s",
  (text) => {
    expect(reasons(text)).toEqual([]);
  },
);

it("refuses a higher floor, also when it is imported late", () => {
  expect(reasons('import type { Model } from "@dataflow/model";')).toEqual([
    "@dataflow/query may not know @dataflow/model",
  ]);
  expect(reasons('await import("@dataflow/model");')).toHaveLength(1);
});

it("refuses what is installed for development only, itself, and a bare module of Node", () => {
  expect(reasons('import { z } from "zod";')).toEqual(['"zod" is not installed with the package']);
  expect(reasons('import "@dataflow/query";')).toEqual(["a package does not import itself"]);
  expect(reasons('import "fs";')).toEqual(['"fs" is a module of Node']);
});

it("accepts what the build of a package contains, there only", () => {
  const model: WorkspacePackage = { folder: "packages/model", manifest: { name: "@dataflow/model" } };
  expect(importFindings(model, "packages/model/src/a.ts", 'import pluralize from "pluralize";')).toEqual([]);
  expect(reasons('import pluralize from "pluralize";')).toHaveLength(1);
});

it("lets an application import only what a user would", () => {
  const app: WorkspacePackage = {
    folder: "apps/a",
    manifest: { name: "a", dependencies: { "@dataflow/all": "*", "@dataflow/core": "*" } },
  };
  expect(importFindings(app, "apps/a/src/main.ts", 'import "@dataflow/core";')).toHaveLength(1);
  expect(importFindings(app, "apps/a/src/main.ts", 'import "@dataflow/all";')).toEqual([]);
});
