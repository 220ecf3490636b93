// `pnpm bench`: what DataFlow adds to the plain drivers and to plain calls. See docs/benchmarks.md.
import { readFileSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { buildPackages, ROOT, stalePackages } from "./build-packages.ts";
import { type BenchCommand, HELP, parseCommand } from "./command-line.ts";
import { describeMachine, isBusy, type Machine, machineLines } from "./machine.ts";
import { withSuitePart } from "./report/page.ts";
import { renderMarkdown, renderText } from "./report/render-table.ts";
import { withoutVerdicts } from "./report/result-table.ts";
import { runSuites, type SuiteResult } from "./run-suites.ts";

const PAGE = join(ROOT, "docs/benchmarks.md");

function say(text: string): void {
  process.stderr.write(`${text}\n`);
}

function print(text: string): void {
  process.stdout.write(`${text}\n`);
}

async function main(): Promise<void> {
  const command = readCommand();
  if (command === undefined) return;
  if (command.isBuilt) await buildPackages();
  else sayWhatIsStale();
  const machine = await describeMachine();
  if (command.output !== "json") print(`${machineLines(machine).join("\n")}\n`);
  const settings = { rounds: command.rounds, say };
  const judged = (result: SuiteResult): SuiteResult =>
    isBusy(machine) ? { ...result, tables: result.tables.map(withoutVerdicts) } : result;
  const measured = await runSuites(command.suites, settings, (result) => printResult(command, judged(result)));
  const results = measured.map(judged);
  if (command.output === "json") print(JSON.stringify({ machine, suites: results }, undefined, 2));
  if (command.isWritten) writePage(machine, results);
}

function readCommand(): BenchCommand | undefined {
  try {
    const command = parseCommand(process.argv.slice(2));
    if (!command.isHelp) return command;
    print(HELP);
  } catch (error) {
    say(`${error instanceof Error ? error.message : String(error)}\n\n${HELP}`);
    process.exitCode = 1;
  }
  return undefined;
}

function sayWhatIsStale(): void {
  const stale = stalePackages();
  if (stale.length > 0) say(`Older than their sources, or not built: ${stale.join(", ")}`);
}

function printResult({ output }: BenchCommand, { tables }: SuiteResult): void {
  if (output === "json") return;
  const render = output === "markdown" ? renderMarkdown : renderText;
  for (const table of tables) print(`${render(table)}\n`);
}

function writePage(machine: Machine, results: readonly SuiteResult[]): void {
  let page = readFileSync(PAGE, "utf8");
  for (const { suite, tables } of results) {
    page = withSuitePart(page, suite, [machineLines(machine).join("\n"), ...tables.map(renderMarkdown)].join("\n\n"));
  }
  writeFileSync(PAGE, page);
  say(`Written: ${PAGE}`);
}

await main();
