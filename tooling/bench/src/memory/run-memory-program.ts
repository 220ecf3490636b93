import { fileURLToPath } from "node:url";
import { runProgram } from "../measure/run-program.ts";
import type { MemoryUse } from "./memory-program.ts";

const PROGRAM = fileURLToPath(new URL("memory-program.ts", import.meta.url));

/** What the program is told. */
export interface MemoryRun {
  readonly url: string;
  readonly rows: number;
  /** Where it writes the file that it exports and imports. */
  readonly folder: string;
  /** The limit of its heap. */
  readonly heapMegabytes: number;
  /** How much longer the text of each row is made. */
  readonly padding?: number;
  /** Further arguments for Node. */
  readonly nodeArguments?: readonly string[];
  readonly onResult?: (use: MemoryUse) => void;
}

/**
 * Runs every bulk operation in a process whose heap is limited.
 *
 * @param run where, how many rows, and how much memory
 * @returns what each operation took
 * @throws Error when the process ends otherwise, as one does whose heap is full
 */
export async function runMemoryProgram(run: MemoryRun): Promise<readonly MemoryUse[]> {
  const { url, rows, folder, heapMegabytes, padding = 0, nodeArguments = [], onResult } = run;
  const program = {
    file: PROGRAM,
    programArguments: [url, String(rows), folder, String(padding)],
    nodeArguments: [`--max-old-space-size=${heapMegabytes}`, ...nodeArguments],
  };
  const uses: MemoryUse[] = [];
  for await (const line of runProgram(program)) {
    const use = line as MemoryUse; // the program prints nothing else
    uses.push(use);
    onResult?.(use);
  }
  return uses;
}
