import { createHash, randomBytes } from "node:crypto";
import { readFile, readlink } from "node:fs/promises";
import { hostname } from "node:os";

const NAME = /^scratch_(?<host>[0-9a-f]{12})_(?<process>[1-9][0-9]*)_[0-9a-f]{16}$/;

/** Asked for once; it does not change. */
let host: Promise<string> | undefined;

/** A new name, which says who made the database: whoever finds it later knows whether it is still in use. */
export async function newScratchName(): Promise<string> {
  return `scratch_${await thisHost()}_${process.pid}_${randomBytes(8).toString("hex")}`;
}

/** Whether a database has such a name. */
export function isScratchName(name: string): boolean {
  return NAME.test(name);
}

/**
 * Whether a scratch database was made on this host by a process that is not there any more. Of another host nothing can
 * be said, and a number that another process has got since counts as in use.
 *
 * @param name the name of a database
 */
export async function isAbandonedName(name: string): Promise<boolean> {
  const made = NAME.exec(name)?.groups;
  return made !== undefined && made.host === (await thisHost()) && !isRunning(Number(made.process));
}

/** The machine and the space of process numbers: containers of one machine count their processes apart. */
function thisHost(): Promise<string> {
  host ??= askForHost();
  return host;
}

async function askForHost(): Promise<string> {
  const machine = await readFile("/etc/machine-id", "utf8").catch(() => "");
  const processes = await readlink("/proc/self/ns/pid").catch(() => "");
  return createHash("sha256").update([hostname(), machine, processes].join("\n")).digest("hex").slice(0, 12);
}

function isRunning(id: number): boolean {
  try {
    process.kill(id, 0);
    return true;
  } catch (problem) {
    // Only this one says that there is none; somebody else's process may not be asked.
    return !(problem instanceof Error && "code" in problem && problem.code === "ESRCH");
  }
}
