import { type ForkOptions, fork } from "node:child_process";
import { once } from "node:events";
import { fileURLToPath } from "node:url";

/** Names the place and its number for the program: see {@link reachPlace}. */
const VARIABLE = "DATAFLOW_TEST_KILL_AT";

/** How a program is run. */
export interface ProgramOptions {
  readonly arguments?: readonly string[];
  /** Where it is killed, and at which time that it gets there, counted from 1. Left out: it runs to its end. */
  readonly killAt?: { readonly place: string; readonly nth?: number };
  /** What Node is started with: by default as this process was. */
  readonly execArguments?: readonly string[];
}

/** How a program ended. */
export interface ProgramEnd {
  /** Its exit code, or null when it was killed. */
  readonly code: number | null;
  /** What it was killed by: `"SIGKILL"`. */
  readonly signal: string | null;
  /** The places that it has said to have reached, in order. One that is killed has not said where. */
  readonly places: readonly string[];
}

/** A program that runs. */
export interface RunningProgram {
  readonly processId: number;
  /** Ends it without a word. */
  kill(): void;
  readonly ended: Promise<ProgramEnd>;
}

/**
 * Runs a program in a process of its own, which can be killed at a place that the program names with {@link reachPlace}, or
 * from outside: at a message, by a proxy that tells {@link RunningProgram.kill}.
 *
 * @param file the program's module, as a path or a `file:` URL
 * @param options its arguments, and where it is killed
 * @returns the program
 * @example
 * ```ts
 * import { startProgram } from "@dataflow/testing/faults";
 *
 * const program = startProgram("./transfer-money.ts", { killAt: { place: "between the accounts" } });
 * const { signal } = await program.ended;
 * console.log(signal); // "SIGKILL"
 * ```
 */
export function startProgram(file: string, options: ProgramOptions = {}): RunningProgram {
  const { killAt, arguments: given = [], execArguments } = options;
  const settings: ForkOptions = {
    stdio: ["ignore", "inherit", "inherit", "ipc"],
    env: { ...process.env, [VARIABLE]: killAt === undefined ? "" : `${killAt.nth ?? 1} ${killAt.place}` },
    ...(execArguments !== undefined && { execArgv: [...execArguments] }),
  };
  const path = file.startsWith("file:") ? fileURLToPath(file) : file;
  const child = fork(path, [...given], settings);
  const places: string[] = [];
  child.on("message", (message: unknown) => {
    if (typeof message === "object" && message !== null && "place" in message) places.push(String(message.place));
  });
  const ended = once(child, "close").then(([code, signal]) => ({ code, signal, places }));
  return Object.freeze({ processId: child.pid ?? 0, kill: () => void child.kill("SIGKILL"), ended });
}

const reached = new Map<string, number>();

/**
 * Says in a program that it has come to a place. It is killed there when {@link startProgram} was told so; elsewhere, and in
 * a program that was started by other means, this does nothing.
 *
 * @param place its name
 * @example
 * ```ts
 * import { reachPlace } from "@dataflow/testing/faults";
 *
 * async function transfer(take: () => Promise<void>, give: () => Promise<void>) {
 *   await take();
 *   reachPlace("between the accounts");
 *   await give();
 * }
 * ```
 */
export function reachPlace(place: string): void {
  const order = process.env[VARIABLE];
  if (order === undefined) return;
  const times = (reached.get(place) ?? 0) + 1;
  reached.set(place, times);
  if (order === `${times} ${place}`) process.kill(process.pid, "SIGKILL");
  process.send?.({ place });
}
