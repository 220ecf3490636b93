import { execFile } from "node:child_process";
import { promisify } from "node:util";

const run = promisify(execFile);

/** Who a process runs as; empty when it runs as whoever started it. */
export interface ProcessOwner {
  readonly uid?: number;
  readonly gid?: number;
}

/**
 * Who the server runs as. PostgreSQL refuses to run as root, so root hands it to `nobody`; everyone else runs it themselves.
 *
 * @returns the ids to spawn with
 */
export async function unprivilegedUser(): Promise<ProcessOwner> {
  if (process.getuid?.() !== 0) return {};
  return { uid: await idOf("-u"), gid: await idOf("-g") };
}

async function idOf(flag: "-u" | "-g"): Promise<number> {
  try {
    const { stdout } = await run("id", [flag, "nobody"]);
    return Number.parseInt(stdout, 10);
  } catch {
    // A machine without the account still lets root use any number; this is the one that means nobody on Linux.
    return 65534;
  }
}
