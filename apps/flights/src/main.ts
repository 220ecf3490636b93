import { parseArguments, USAGE } from "./arguments.ts";
import { printError } from "./print-error.ts";
import { run } from "./run.ts";

async function main(): Promise<number> {
  const words = parseArguments(process.argv.slice(2));
  if (words.kind === "help") {
    process.stdout.write(USAGE);
    return 0;
  }
  if (words.kind === "mistake") {
    process.stderr.write(`${words.message}\n  Fix: ${words.fix}\n\n${USAGE}`);
    return 1;
  }
  const interrupt = interruption();
  try {
    const { databaseUrl, limit } = words;
    const { stdout: answers, stderr: notes } = process;
    await run({ databaseUrl, limit, signal: interrupt.signal, answers, notes });
    return 0;
  } catch (error) {
    if (!interrupt.signal.aborted) {
      process.stderr.write(`\n${printError(error)}`);
      return 1;
    }
    process.stderr.write("\nInterrupted. What was imported is kept: run it again to go on.\n");
    return 130;
  }
}

/** Ends the run cleanly when the user presses Ctrl-C; pressed again, the process ends at once. */
function interruption(): AbortController {
  const controller = new AbortController();
  for (const signal of ["SIGINT", "SIGTERM"] as const) process.once(signal, () => controller.abort());
  return controller;
}

process.exitCode = await main();
