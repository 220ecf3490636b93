import { spawn } from "node:child_process";
import { once } from "node:events";
import { createInterface } from "node:readline";

/** A program of this package, to be run in a process of its own. */
export interface ProgramRun {
  readonly file: string;
  readonly programArguments: readonly string[];
  readonly nodeArguments?: readonly string[];
}

/**
 * Runs a program that prints its results as lines of JSON.
 *
 * @param run the program
 * @returns what it prints, as soon as it is there
 * @throws Error with the last that it complained of, when it ends otherwise than well
 */
export async function* runProgram({ file, programArguments, nodeArguments = [] }: ProgramRun): AsyncGenerator<unknown> {
  const child = spawn(process.execPath, [...nodeArguments, "--import", "tsx", file, ...programArguments], {
    stdio: ["ignore", "pipe", "pipe"],
  });
  const closed = once(child, "close");
  let complaint = "";
  child.stderr.on("data", (piece: Buffer) => {
    complaint = `${complaint}${piece.toString()}`.slice(-2_000);
  });
  for await (const line of createInterface({ input: child.stdout })) yield JSON.parse(line);
  const [code]: unknown[] = await closed;
  if (code !== 0) throw new Error(`a process ended with ${code}: ${complaint}`);
}
