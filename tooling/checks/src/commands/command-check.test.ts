import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, expect, it } from "vitest";
import { commandCheck } from "./command-check.ts";

const root = mkdtempSync(join(tmpdir(), "dataflow-checks-"));
afterAll(() => rmSync(root, { recursive: true, force: true }));
mkdirSync(join(root, "node_modules/.bin"), { recursive: true });
writeFileSync(join(root, "node_modules/.bin/judge"), '#!/bin/sh\necho "found $1"\nexit "$1"\n', { mode: 0o755 });
const repository = { root, files: [], packages: [], read: () => "" };

it("passes with the program and fails with what it said", async () => {
  expect(await commandCheck({ name: "a", command: ["judge", "0"], fix: "b" }).run(repository)).toEqual([]);
  expect(await commandCheck({ name: "a", command: ["judge", "3"], fix: "b" }).run(repository)).toEqual([
    { place: "judge 3", why: "found 3", fix: "b" },
  ]);
});

it("fails when the program is not there", async () => {
  expect(await commandCheck({ name: "a", command: ["nobody"], fix: "b" }).run(repository)).toHaveLength(1);
});
