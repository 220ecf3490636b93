import { parseArgs } from "node:util";
import { SUITE_NAMES, type SuiteName } from "./suite.ts";

/** What the command was asked to do. */
export interface BenchCommand {
  readonly suites: readonly SuiteName[];
  readonly rounds: number | undefined;
  readonly output: "text" | "json" | "markdown";
  /** Whether the tables go into the page of the documentation. */
  readonly isWritten: boolean;
  /** Whether the packages are built before they are measured. */
  readonly isBuilt: boolean;
  readonly isHelp: boolean;
}

export const HELP = `Measures DataFlow against the plain drivers.

  pnpm bench [options]

  --only <suite>   one of ${SUITE_NAMES.join(", ")}; may be given several times
  --rounds <n>     rounds that count; more are slower and steadier
  --json           print JSON
  --markdown       print Markdown
  --write          also write the tables into docs/benchmarks.md
  --no-build       measure what was built before
  --help           print this

It measures and does not judge: the exit code is 0 whatever the figures are. DATAFLOW_TEST_PG_URL names a running
PostgreSQL to measure on; without it one is started, with fsync on, and thrown away.`;

/**
 * Reads the arguments. An unknown one is refused.
 *
 * @param args what follows the name of the program
 * @returns what to do
 * @throws Error with a message for the person at the terminal
 */
export function parseCommand(args: readonly string[]): BenchCommand {
  const { values } = parseArgs({
    args: [...args],
    allowPositionals: false,
    options: {
      only: { type: "string", multiple: true },
      rounds: { type: "string" },
      json: { type: "boolean" },
      markdown: { type: "boolean" },
      write: { type: "boolean" },
      "no-build": { type: "boolean" },
      help: { type: "boolean" },
    },
  });
  if (values.json && values.markdown) throw new Error("--json and --markdown cannot be printed at once");
  return {
    suites: suitesOf(values.only),
    rounds: values.rounds === undefined ? undefined : roundsOf(values.rounds),
    output: values.json ? "json" : values.markdown ? "markdown" : "text",
    isWritten: values.write ?? false,
    isBuilt: !values["no-build"],
    isHelp: values.help ?? false,
  };
}

function suitesOf(names: readonly string[] | undefined): readonly SuiteName[] {
  if (names === undefined) return SUITE_NAMES;
  return names.map((name) => {
    const suite = SUITE_NAMES.find((known) => known === name);
    if (suite === undefined) throw new Error(`There is no suite "${name}"; there are ${SUITE_NAMES.join(", ")}`);
    return suite;
  });
}

function roundsOf(text: string): number {
  const rounds = Number(text);
  if (!Number.isSafeInteger(rounds) || rounds < 1)
    throw new Error(`--rounds takes a whole number from 1, not "${text}"`);
  return rounds;
}
