import { execFile } from "node:child_process";
import { promisify } from "node:util";

const execute = promisify(execFile);

/**
 * Runs a program to its end.
 *
 * @param folder where
 * @param command the program and its arguments
 * @returns what it printed
 * @throws Error with everything it printed when it fails
 */
export async function run(folder: string, [program, ...args]: readonly [string, ...string[]]): Promise<string> {
  try {
    const { stdout } = await execute(program, args, {
      cwd: folder,
      maxBuffer: 64 * 1024 ** 2,
      env: cleanEnvironment(),
    });
    return stdout;
  } catch (error) {
    const { stdout = "", stderr = "" } = error instanceof Error ? (error as { stdout?: string; stderr?: string }) : {}; // execFile adds them
    // Without the cause, which would say all of it again.
    throw new Error(`${program} ${args.join(" ")} failed in ${folder}\n${stdout}\n${stderr}`);
  }
}

/** Without what the test runner set for itself and for the programs of this repository. */
function cleanEnvironment(): NodeJS.ProcessEnv {
  const entries = Object.entries(process.env).filter(
    ([name]) => !/^(?:VITEST|NODE_ENV|NODE_OPTIONS|npm_(?:config|package|lifecycle))/i.test(name),
  );
  return { ...Object.fromEntries(entries), NO_COLOR: "1", TURBO_TELEMETRY_DISABLED: "1" };
}
