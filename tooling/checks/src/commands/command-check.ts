import { spawn } from "node:child_process";
import { join } from "node:path";
import { stripVTControlCharacters } from "node:util";
import type { Check } from "../check.ts";
import type { Repository } from "../repository.ts";

/** A check that another program does. */
export interface CommandCheck {
  readonly name: string;
  /** The program, installed in the workspace, and its arguments. */
  readonly command: readonly [program: string, ...args: readonly string[]];
  /** What to do when it finds something. */
  readonly fix: string;
}

/**
 * Makes a check of a program: it passes when the program ends with zero.
 *
 * @param check which program, and what to do when it finds something
 */
export function commandCheck({ name, command, fix }: CommandCheck): Check {
  return {
    name,
    async run({ root }: Repository) {
      const [program, ...args] = command;
      const { code, output } = await runToEnd(join(root, "node_modules/.bin", program), args, root);
      if (code === 0) return [];
      return [{ place: command.join(" "), why: stripVTControlCharacters(output).trim(), fix }];
    },
  };
}

interface Ended {
  readonly code: number;
  readonly output: string;
}

function runToEnd(program: string, args: readonly string[], root: string): Promise<Ended> {
  return new Promise((resolve) => {
    const child = spawn(program, [...args], {
      cwd: root,
      stdio: ["ignore", "pipe", "pipe"],
      env: { ...process.env, NO_COLOR: "1", TURBO_TELEMETRY_DISABLED: "1" },
    });
    let output = "";
    for (const stream of [child.stdout, child.stderr]) {
      stream.setEncoding("utf8").on("data", (text: string) => {
        output += text;
      });
    }
    child.once("error", (error) => resolve({ code: 127, output: error.message }));
    child.once("close", (code) => resolve({ code: code ?? 1, output }));
  });
}
