import { type ChildProcessByStdio, spawn } from "node:child_process";
import { once } from "node:events";
import { createInterface } from "node:readline";
import type { Readable, Writable } from "node:stream";

/** A program of this package, to be run in a process of its own. */
export interface ProgramRun {
  readonly file: string;
  readonly programArguments: readonly string[];
  readonly nodeArguments?: readonly string[];
}

/** A program that prints its results as lines of JSON. */
export interface RunningProgram {
  /** Where it reads from. */
  readonly input: Writable;
  /** What it prints; throws when it ends otherwise than well, with the last that it complained of. */
  readonly results: AsyncGenerator<unknown, void, undefined>;
}

/**
 * Starts a program.
 *
 * @param run the program
 * @returns its two ends
 */
export function startProgram({ file, programArguments, nodeArguments = [] }: ProgramRun): RunningProgram {
  const child = spawn(process.execPath, [...nodeArguments, "--import", "tsx", file, ...programArguments], {
    stdio: ["pipe", "pipe", "pipe"],
  });
  // A program that has ended reads no more; why it did is thrown where its results are awaited.
  child.stdin.on("error", () => undefined);
  return { input: child.stdin, results: resultsOf(child) };
}

/**
 * Runs a program that reads nothing.
 *
 * @param run the program
 * @returns what it prints, as soon as it is there
 */
export async function* runProgram(run: ProgramRun): AsyncGenerator<unknown, void, undefined> {
  const { input, results } = startProgram(run);
  input.end();
  yield* results;
}

async function* resultsOf(
  child: ChildProcessByStdio<Writable, Readable, Readable>,
): AsyncGenerator<unknown, void, undefined> {
  const closed = once(child, "close");
  let complaint = "";
  child.stderr.on("data", (piece: Buffer) => {
    complaint = `${complaint}${piece.toString()}`.slice(-2_000);
  });
  for await (const line of createInterface({ input: child.stdout })) yield JSON.parse(line);
  const [code]: unknown[] = await closed;
  if (code !== 0) throw new Error(`a process ended with ${code}: ${complaint}`);
}
