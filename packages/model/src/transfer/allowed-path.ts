import { lstat, realpath, stat } from "node:fs/promises";
import { basename, dirname, isAbsolute, join, relative, resolve } from "node:path";
import { modelErrors } from "../errors/model-errors.ts";
import { unreadableFile } from "./unreadable-file.ts";

/** Where files may be, and who asks for one. */
export interface PathRule {
  /** The only folder that files may be in; absent when there is none. */
  readonly folder: string | undefined;
  /** What messages call the operation: `"User.import"`. */
  readonly place: string;
}

/**
 * Refuses a path that leads out of the folder, as far as its text tells.
 *
 * @param path absolute, or relative to the folder
 * @param rule where files may be
 * @returns the absolute path
 * @throws MODEL.PATH_NOT_ALLOWED
 */
export function pathInFolder(path: string, { folder, place }: PathRule): string {
  if (folder === undefined) {
    throw notAllowed(place, "the DataFlow has no fileFolder, and a node's path may come from anywhere", {
      fix: "say with new DataFlow(url, { fileFolder: … }) where files may be, or give the node a stream",
    });
  }
  const full = resolve(folder, path);
  if (path.includes("\0") || !isInside(resolve(folder), full)) throw leadsOut(place);
  return full;
}

/**
 * Finds the file to read, wherever links lead.
 *
 * @param path as written
 * @param rule where files may be
 * @returns the path of a file in the folder
 * @throws MODEL.PATH_NOT_ALLOWED, MODEL.UNREADABLE_FILE
 */
export async function fileToRead(path: string, rule: PathRule): Promise<string> {
  const full = pathInFolder(path, rule);
  const folder = await folderOf(rule);
  const real = await realpath(full).catch(() => {
    throw unreadableFile("the file", "there is none");
  });
  if (!isInside(folder, real)) throw leadsOut(rule.place);
  // Reading a device or a pipe may never end.
  if (!(await stat(real)).isFile()) throw unreadableFile("the file", "it is no regular file");
  return real;
}

/**
 * Finds the place to write a file to, wherever links lead.
 *
 * @param path as written
 * @param rule where files may be
 * @returns the path of a file in the folder, which may be there already
 * @throws MODEL.PATH_NOT_ALLOWED
 */
export async function fileToWrite(path: string, rule: PathRule): Promise<string> {
  const full = pathInFolder(path, rule);
  const folder = await folderOf(rule);
  const parent = await realpath(dirname(full)).catch(() => {
    throw notAllowed(rule.place, "its folder is not there", { fix: "make the folder first" });
  });
  const target = join(parent, basename(full));
  if (!isInside(folder, target)) throw leadsOut(rule.place);
  const there = await lstat(target).catch(() => undefined);
  if (there !== undefined && !there.isFile()) throw leadsOut(rule.place);
  return target;
}

async function folderOf({ folder = "", place }: PathRule): Promise<string> {
  try {
    return await realpath(folder);
  } catch {
    throw notAllowed(place, "the fileFolder of the DataFlow is not there", { fix: "make it, or name another one" });
  }
}

function isInside(folder: string, path: string): boolean {
  const way = relative(folder, path);
  return way !== "" && way !== ".." && !way.startsWith("../") && !way.startsWith("..\\") && !isAbsolute(way);
}

function leadsOut(place: string) {
  return notAllowed(place, "it leads out of the folder that files may be in, or to something that is no file", {
    fix: "give the path of a file in fileFolder, relative to it",
  });
}

// Neither the path nor the folder is told: who asks may be a stranger.
function notAllowed(place: string, why: string, { fix }: { readonly fix: string }) {
  return modelErrors.create("PATH_NOT_ALLOWED", {
    message: `${place}: the path of the file is not allowed`,
    why,
    fix,
    meta: { place },
  });
}
