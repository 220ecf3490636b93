import { execFile } from "node:child_process";
import { chown, mkdtemp, rm, statfs } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { promisify } from "node:util";
import type { ProcessOwner } from "./unprivileged-user.ts";

const run = promisify(execFile);

const ROOM_IN_BYTES = 1024 ** 3;

/**
 * Makes the folder of one server, in memory when there is room for it and it need not be on a disk. It is kept short:
 * the path of a unix socket may have only about a hundred characters.
 *
 * @param owner who the server runs as; the folder becomes theirs
 * @param durable whether it must be on a disk
 * @returns the new folder
 */
export async function makeDataFolder(owner: ProcessOwner, durable: boolean): Promise<string> {
  const inMemory = !durable && (await hasRoom("/dev/shm")) ? ["/dev/shm"] : [];
  return makeFolder([...inMemory, "/tmp", tmpdir()], owner);
}

/**
 * Makes a folder that programs may be run from, which memory-backed ones of containers often forbid.
 *
 * @param owner who will run them
 * @returns the new folder
 */
export async function makeProgramFolder(owner: ProcessOwner): Promise<string> {
  return makeFolder(["/tmp", tmpdir()], owner);
}

async function makeFolder(parents: readonly string[], owner: ProcessOwner): Promise<string> {
  let lastProblem: unknown;
  for (const parent of parents) {
    try {
      const folder = await mkdtemp(join(parent, "dataflow-pg-"));
      try {
        if (owner.uid !== undefined && owner.gid !== undefined) await chown(folder, owner.uid, owner.gid);
        // The owner may be unable to enter the parent even though root can.
        await run("test", ["-w", folder], { ...owner, cwd: "/" });
        return folder;
      } catch (problem) {
        await rm(folder, { recursive: true, force: true });
        throw problem;
      }
    } catch (problem) {
      lastProblem = problem;
    }
  }
  throw lastProblem;
}

async function hasRoom(folder: string): Promise<boolean> {
  try {
    const { bavail, bsize } = await statfs(folder);
    return bavail * bsize >= ROOM_IN_BYTES;
  } catch {
    return false;
  }
}
