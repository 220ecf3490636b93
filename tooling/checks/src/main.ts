import { writeFileSync } from "node:fs";
import { availableParallelism } from "node:os";
import { fileURLToPath } from "node:url";
import type { Check, Finding } from "./check.ts";
import { changesets } from "./checks/changesets.ts";
import { comparisonEvidence } from "./checks/comparison-evidence.ts";
import { dialectWords } from "./checks/dialect-words.ts";
import { documentedExports } from "./checks/documented-exports.ts";
import { errorPages } from "./checks/error-pages.ts";
import { examples } from "./checks/examples.ts";
import { machinePaths } from "./checks/machine-paths.ts";
import { operatorPages } from "./checks/operator-pages.ts";
import { plainNames } from "./checks/plain-names.ts";
import { promisedTests } from "./checks/promised-tests.ts";
import { readmeSections } from "./checks/readme-sections.ts";
import { sizeBudget } from "./checks/size-budget.ts";
import { sourceImports } from "./checks/source-imports.ts";
import { typeEscapes } from "./checks/type-escapes.ts";
import { publishedPackageChecks } from "./commands/published-package-checks.ts";
import { workspaceChecks } from "./commands/workspace-checks.ts";
import { type Repository, readRepository } from "./repository.ts";

/** Quick ones last: while they hold the thread, the programs that were started first go on. */
const IN_PROCESS = [
  examples,
  documentedExports,
  errorPages,
  operatorPages,
  comparisonEvidence,
  promisedTests,
  dialectWords,
  sourceImports,
  sizeBudget,
  typeEscapes,
  plainNames,
  machinePaths,
  readmeSections,
  changesets,
];

interface Outcome {
  readonly check: Check;
  readonly findings: readonly Finding[];
}

async function main(wanted: readonly string[]): Promise<void> {
  const repository = await readRepository(fileURLToPath(new URL("../../..", import.meta.url)).replace(/\/$/, ""));
  const all = [...workspaceChecks, ...publishedPackageChecks(repository), ...IN_PROCESS];
  const chosen = wanted.length === 0 ? all : all.filter(({ name }) => wanted.some((word) => name.includes(word)));
  if (chosen.length === 0)
    throw new Error(`no check is named so; there are: ${all.map(({ name }) => name).join(", ")}`);
  const outcomes = await runAll(chosen, repository);
  const failed = outcomes.filter(({ findings }) => findings.length > 0).length;
  const total = { passed: outcomes.length - failed, failed, skipped: 0 };
  if (process.env.DATAFLOW_TOTAL_FILE !== undefined)
    writeFileSync(process.env.DATAFLOW_TOTAL_FILE, JSON.stringify(total));
  process.exitCode = failed > 0 ? 1 : 0;
}

async function runAll(checks: readonly Check[], repository: Repository): Promise<readonly Outcome[]> {
  const outcomes: Outcome[] = [];
  const waiting = [...checks];
  const worker = async () => {
    for (let check = waiting.shift(); check !== undefined; check = waiting.shift()) {
      const outcome = { check, findings: await findingsOf(check, repository) };
      outcomes.push(outcome);
      print(outcome);
    }
  };
  await Promise.all(Array.from({ length: availableParallelism() }, worker));
  return outcomes;
}

/** A check that breaks is a finding too: it did not show that its rule is kept. */
async function findingsOf(check: Check, repository: Repository): Promise<readonly Finding[]> {
  try {
    return await check.run(repository);
  } catch (error) {
    const why = error instanceof Error ? (error.stack ?? error.message) : String(error);
    return [{ place: check.name, why, fix: "correct what it stumbled over" }];
  }
}

function print({ check, findings }: Outcome): void {
  console.log(`  ${findings.length === 0 ? "✓" : "✗"} ${check.name}`);
  for (const { place, why, fix } of findings)
    console.log(`    ${place}\n      ${why.replaceAll("\n", "\n      ")}\n      fix: ${fix}`);
}

await main(process.argv.slice(2));
