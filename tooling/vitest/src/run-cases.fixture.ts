import { spawnSync } from "node:child_process";
import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { join } from "node:path";

/** Tests that are run to see what a reporter says of them. */
export interface Cases {
  /** The text of the test file; vitest's `it` is there already. */
  readonly text: string;
  /** The module of the reporter, and its name in it. */
  readonly reporter: readonly [module: string, name: string];
  readonly env?: Readonly<Record<string, string>>;
}

/**
 * Runs tests in a process of their own.
 *
 * @param cases the tests and the reporter
 * @returns how the run ended, and what it printed
 */
export function runCases({ text, reporter: [module, name], env = {} }: Cases) {
  // Inside the package, so that the tests find vitest.
  const folder = mkdtempSync(join(import.meta.dirname, "../node_modules/.cases-"));
  try {
    const path = JSON.stringify(join(import.meta.dirname, module));
    writeFileSync(
      join(folder, "vitest.config.ts"),
      `import { ${name} } from ${path};
       export default { root: ${JSON.stringify(folder)}, test: { include: ["*.case.ts"], exclude: [], reporters: ["default", new ${name}()] } };`,
    );
    writeFileSync(join(folder, "some.case.ts"), `import { it } from "vitest";\n${text}`);
    const program = join(import.meta.dirname, "../node_modules/.bin/vitest");
    const { status, stdout } = spawnSync(program, ["run", "--config", join(folder, "vitest.config.ts")], {
      encoding: "utf8",
      env: { ...process.env, DATAFLOW_TOTAL_FILE: undefined, ...env },
    });
    return { status, lines: stdout.trimEnd().split("\n") };
  } finally {
    rmSync(folder, { recursive: true, force: true });
  }
}
