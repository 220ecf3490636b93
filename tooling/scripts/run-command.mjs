import { spawn } from "node:child_process";
import { constants } from "node:os";
import { fileURLToPath } from "node:url";

/** The root of the repository. */
export const ROOT = fileURLToPath(new URL("../..", import.meta.url));

/** Tools ask nothing, report nothing home, and are found without being installed globally. */
const QUIET_ENVIRONMENT = { TURBO_TELEMETRY_DISABLED: "1", DO_NOT_TRACK: "1", TURBO_NO_UPDATE_NOTIFIER: "1" };

/**
 * Runs a command to its end. Signals reach it, so a stopped script leaves nothing running; this process then ends too.
 *
 * @param {readonly string[]} command the program and its arguments
 * @param {{ quiet?: boolean, env?: Readonly<Record<string, string>>, cwd?: string }} [options] quiet: show the output
 *   only when the command fails
 * @returns {Promise<number>} its exit code; 128 and more when a signal ended it
 */
export async function runCommand([program, ...args], { quiet = false, env = {}, cwd = ROOT } = {}) {
  // Heard before the command runs: a signal that came in between would end this process and leave the command running.
  const received = forwardSignals((signal) => child.kill(signal));
  const child = spawn(program, args, {
    cwd,
    stdio: quiet ? ["ignore", "pipe", "pipe"] : "inherit",
    env: { ...process.env, ...QUIET_ENVIRONMENT, ...env },
  });
  const output = [];
  for (const stream of [child.stdout, child.stderr]) stream?.on("data", (chunk) => output.push(chunk));
  const code = await new Promise((resolve) => {
    child.once("error", (error) => {
      output.push(Buffer.from(`${program}: ${error.message}\n`));
      resolve(127);
    });
    child.once("close", (exitCode, signal) => resolve(exitCode ?? 128 + (constants.signals[signal] ?? 0)));
  });
  if (received.signal !== undefined) process.exit(128 + constants.signals[received.signal]);
  received.stop();
  if (quiet && code !== 0) process.stderr.write(Buffer.concat(output));
  return code;
}

function forwardSignals(send) {
  const received = { signal: undefined, stop };
  const handlers = ["SIGINT", "SIGTERM", "SIGHUP"].map((signal) => [signal, () => forward(signal)]);
  for (const [signal, handler] of handlers) process.on(signal, handler);
  return received;

  function forward(signal) {
    received.signal = signal;
    // A terminal sends Ctrl-C to the child as well; a second one would make it end without tidying up.
    if (signal !== "SIGINT" || !process.stdin.isTTY) send(signal);
  }

  function stop() {
    for (const [signal, handler] of handlers) process.off(signal, handler);
  }
}

/**
 * The path of a program that the workspace installs.
 *
 * @param {string} name
 * @returns {string}
 */
export function workspaceProgram(name) {
  return `${ROOT}node_modules/.bin/${name}`;
}

/**
 * Runs one step and says what it does and how long it took.
 *
 * @param {string} title
 * @param {() => Promise<number>} work gives an exit code
 * @returns {Promise<number>} that code
 */
export async function step(title, work) {
  process.stderr.write(`${title}…\n`);
  const startedAt = Date.now();
  const code = await work();
  const seconds = ((Date.now() - startedAt) / 1000).toFixed(1);
  process.stderr.write(`${title}: ${code === 0 ? "done" : `failed (exit code ${code})`} in ${seconds} s\n`);
  return code;
}
