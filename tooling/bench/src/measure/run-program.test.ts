import { mkdtemp, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { expect, it } from "vitest";
import { startProgram } from "./run-program.ts";

it("answers each line, and says what a program complained of that ended badly", async () => {
  const folder = await mkdtemp(join(tmpdir(), "dataflow-program-"));
  try {
    const file = join(folder, "program.mjs");
    await writeFile(file, 'process.stdin.once("data", () => { console.log("[7]"); throw new Error("no more"); });');
    const { input, results } = startProgram({ file, programArguments: [] });
    input.write("\n");
    expect(await results.next()).toEqual({ value: [7], done: false });
    await expect(results.next()).rejects.toThrow(/ended with 1: [\s\S]*no more/);
  } finally {
    await rm(folder, { recursive: true, force: true });
  }
});
