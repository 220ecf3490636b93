import { fork } from "node:child_process";
import { once } from "node:events";
import { fileURLToPath } from "node:url";
import type { ResultTable } from "./report/result-table.ts";
import type { SuiteName, SuiteSettings } from "./suite.ts";
import type { SuiteMessage } from "./suite-program.ts";

/** What one suite gave. */
export interface SuiteResult {
  readonly suite: SuiteName;
  readonly tables: readonly ResultTable[];
}

/** Runs suites one after the other and hands on what each gave as soon as it is there. */
export async function runSuites(
  names: readonly SuiteName[],
  settings: SuiteSettings,
  onResult: (result: SuiteResult) => void,
): Promise<readonly SuiteResult[]> {
  const results: SuiteResult[] = [];
  for (const suite of names) {
    const result = { suite, tables: await tablesOf(suite, settings) };
    onResult(result);
    results.push(result);
  }
  return results;
}

const PROGRAM = fileURLToPath(new URL("suite-program.ts", import.meta.url));

/** In a process of its own: what the engine has learnt of one suite would weigh on the next. */
async function tablesOf(suite: SuiteName, { rounds, say }: SuiteSettings): Promise<readonly ResultTable[]> {
  const programArguments = rounds === undefined ? [suite] : [suite, "--rounds", String(rounds)];
  // In JSON a figure that is undefined would become another one.
  const child = fork(PROGRAM, programArguments, { serialization: "advanced", stdio: [0, 2, 2, "ipc"] });
  let measured: readonly ResultTable[] | undefined;
  child.on("message", ({ progress, tables }: SuiteMessage) => {
    if (progress !== undefined) say(progress);
    measured ??= tables;
  });
  const [code]: unknown[] = await once(child, "close");
  if (code === 0 && measured !== undefined) return measured;
  throw new Error(`the suite ${suite} ended with ${code}`);
}
