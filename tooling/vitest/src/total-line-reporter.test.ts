import { spawnSync } from "node:child_process";
import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { afterAll, expect, it } from "vitest";

/** Inside the package, so that the tests of the test find vitest. */
const folder = mkdtempSync(join(import.meta.dirname, "../node_modules/.total-line-"));
afterAll(() => rmSync(folder, { recursive: true, force: true }));

function runTests(text: string, env: Readonly<Record<string, string>> = {}) {
  const reporter = JSON.stringify(join(import.meta.dirname, "total-line-reporter.ts"));
  writeFileSync(
    join(folder, "vitest.config.ts"),
    `import { TotalLineReporter } from ${reporter};
     export default { root: ${JSON.stringify(folder)}, test: { include: ["*.case.ts"], exclude: [], reporters: ["default", new TotalLineReporter()] } };`,
  );
  writeFileSync(join(folder, "some.case.ts"), `import { it } from "vitest";\n${text}`);
  const program = join(import.meta.dirname, "../node_modules/.bin/vitest");
  const { status, stdout } = spawnSync(program, ["run", "--config", join(folder, "vitest.config.ts")], {
    encoding: "utf8",
    env: { ...process.env, DATAFLOW_TOTAL_FILE: undefined, ...env },
  });
  return { status, lastLine: stdout.trimEnd().split("\n").at(-1) };
}

it("prints the total as the last line", () => {
  const tests = 'it("a", () => {}); it("b", () => {}); it.skip("c", () => {}); it.todo("d");';
  expect(runTests(tests)).toEqual({ status: 0, lastLine: "2 passed, 0 failed, 2 skipped" });
});

it("counts what fails outside of a test", () => {
  expect(runTests('it("a", () => {}); it("b", () => { throw new Error("b"); });')).toEqual({
    status: 1,
    lastLine: "1 passed, 1 failed, 0 skipped",
  });
  expect(runTests('throw new Error("while loading");')).toEqual({
    status: 1,
    lastLine: "0 passed, 1 failed, 0 skipped",
  });
});
