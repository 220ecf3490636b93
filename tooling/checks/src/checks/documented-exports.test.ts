import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import ts from "typescript";
import { afterAll, expect, it } from "vitest";
import { undocumentedExports } from "./documented-exports.ts";

const folder = mkdtempSync(join(tmpdir(), "dataflow-checks-"));
afterAll(() => rmSync(folder, { recursive: true, force: true }));

function reasons(text: string): readonly string[] {
  const entry = join(folder, "index.ts");
  writeFileSync(entry, text);
  return undocumentedExports(ts.createProgram([entry], { noLib: true, types: [] }), entry, folder).map(
    ({ why }) => why,
  );
}

it("refuses an export that says nothing, and a function that shows no use of itself", () => {
  expect(reasons("export interface A {}")).toEqual(["the export A says nothing about itself"]);
  expect(reasons("/** Makes it. */\nexport function make(): void {}")).toEqual([
    "the export make shows no use of itself",
  ]);
});

it("accepts documented exports and ignores what is not exported", () => {
  expect(reasons("/** A thing. */\nexport interface A {}\ninterface B {}")).toEqual([]);
  expect(
    reasons("/**\n * Makes it.\n *\n * @example\n * ```ts\n * make();\n * ```\n */\nexport function make(): void {}"),
  ).toEqual([]);
});
